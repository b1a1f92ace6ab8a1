//! `swipd get`: one record, as it stands at the registry. Reads only.

use super::super::Report;
use super::super::args::{GetArguments, Global, Noun};
use super::super::session::Session;
use super::plan::json;
use crate::http::{ReadRequest, Response};
use crate::model::Range;
use crate::registry::arin::reply::{self, ReadError};
use crate::registry::arin::request::{self, Messages};
use crate::registry::arin::wire::Payload;
use crate::report::{Sheet, records};

pub(in crate::cli) async fn get(global: &Global, arguments: &GetArguments) -> Report {
    let session = match Session::begin(global).await {
        Ok(session) => session,
        Err(report) => return report,
    };
    let report = one(&session, global, arguments).await;
    session.close().await;
    report.unwrap_or_else(|report| report)
}

/// How a record is asked for, and how it is shown.
struct Asked {
    request: ReadRequest,
    shown: fn(&Response) -> Result<Sheet, ReadError>,
}

async fn one(
    session: &Session,
    global: &Global,
    arguments: &GetArguments,
) -> Result<Report, Report> {
    let (_, account) = session.account(arguments.at.registry.as_deref())?;
    let handle = arguments.handle.as_str();
    let asked = asked(arguments.noun, handle).map_err(Report::failed)?;
    let failed = |error: ReadError| {
        Report::failed(if error == ReadError::Absent {
            format!("{handle} is not registered at {}", account.title)
        } else {
            format!("{handle} at {}: {error}", account.title)
        })
    };
    let response = account
        .client
        .received(asked.request)
        .await
        .map_err(failed)?;
    let sheet = (asked.shown)(&response).map_err(failed)?;
    let out = if arguments.xml {
        String::from_utf8_lossy(&response.body).into_owned()
    } else if global.json() {
        json(&sheet.json())
    } else {
        sheet.text()
    };
    Ok(Report::done(out))
}

fn asked(noun: Noun, handle: &str) -> Result<Asked, String> {
    Ok(match noun {
        Noun::Customer => Asked {
            request: request::customer(&typed(handle)?),
            shown: |response| shown(response, records::customer),
        },
        Noun::Org => Asked {
            request: request::org(&typed(handle)?),
            shown: |response| shown(response, records::org),
        },
        Noun::Poc => Asked {
            request: request::poc(&typed(handle)?),
            shown: |response| shown(response, records::poc),
        },
        Noun::Delegation => Asked {
            request: request::delegation(handle).map_err(|error| error.to_string())?,
            shown: |response| shown(response, records::delegation),
        },
        Noun::Ticket => Asked {
            request: request::ticket(&typed(handle)?, Messages::References),
            shown: |response| shown(response, records::ticket),
        },
        Noun::Net => Asked {
            request: request::net(&typed(handle)?),
            shown: |response| shown(response, records::net),
        },
    })
}

fn typed<H: std::str::FromStr<Err: std::fmt::Display>>(handle: &str) -> Result<H, String> {
    handle
        .parse()
        .map_err(|error: H::Err| match handle.parse::<Range>() {
            Ok(range) => format!("{error}; what is registered there: swipd find {range}"),
            Err(_) => error.to_string(),
        })
}

fn shown<P: Payload>(response: &Response, sheet: fn(&P) -> Sheet) -> Result<Sheet, ReadError> {
    reply::read::<P>(response).map(|payload| sheet(&payload))
}
