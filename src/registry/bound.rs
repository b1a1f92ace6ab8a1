//! The erased edge: one adapter turns a typed registry into one that the engine can hold beside others.

use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

use super::snapshot::PrintKey;
use super::{
    Difference, Failure, Look, Made, Prepared, Registry, Sent, Settled, TicketNews, Traces,
};
use crate::http::WriteRequest;
use crate::journal::{Intent, IntentRecord, Ledger};
use crate::model::{Class, Payload, RegistryName, Step, TicketNumber};

/// A future on the heap, as traits that are used as objects need it.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// A registry as the engine sees it: payloads are sealed.
pub trait AnyRegistry: Send + Sync {
    /// See [`Registry::name`].
    fn name(&self) -> &RegistryName;
    /// See [`Registry::identity`].
    fn identity(&self) -> String;
    /// See [`Registry::title`].
    fn title(&self) -> String;
    /// See [`Registry::concurrency`].
    fn concurrency(&self) -> usize;
    /// See [`Registry::settle_after`].
    fn settle_after(&self) -> Duration;
    /// See [`Registry::difference`].
    fn difference<'a>(
        &'a self,
        ledger: &'a Ledger,
        look: Look,
    ) -> BoxFuture<'a, Result<Difference, Failure>>;
    /// See [`Registry::snapshot`].
    fn snapshot<'a>(
        &'a self,
        ledger: &'a Ledger,
        look: Look,
        key: &'a PrintKey,
    ) -> BoxFuture<'a, Result<Payload, Failure>>;
    /// See [`Registry::aged`].
    fn aged(&self, step: Step) -> Step;
    /// See [`Registry::prepare`].
    fn prepare<'a>(
        &'a self,
        step: &'a Step,
        made: &'a Made,
    ) -> BoxFuture<'a, Result<Prepared, Failure>>;
    /// See [`Registry::send`].
    fn send<'a>(
        &'a self,
        step: &'a Step,
        write: WriteRequest,
        intent: Intent,
    ) -> BoxFuture<'a, Sent>;
    /// See [`Registry::learn`].
    fn learn(&self, shown: Payload) -> BoxFuture<'_, ()>;
    /// See [`Registry::rest`].
    fn rest(&self) -> BoxFuture<'_, ()>;
    /// See [`Registry::settle`].
    fn settle<'a>(&'a self, intent: &'a IntentRecord, traces: Traces<'a>)
    -> BoxFuture<'a, Settled>;
    /// See [`Registry::tickets`].
    fn tickets<'a>(
        &'a self,
        open: &'a [TicketNumber],
    ) -> BoxFuture<'a, Result<Vec<TicketNews>, Failure>>;
}

/// A typed registry, erased.
pub struct Bound<R>(pub R);

fn unreadable(error: &serde_json::Error) -> String {
    format!("the step's payload is of another version of swipd ({error})")
}

impl<R: Registry> AnyRegistry for Bound<R> {
    fn name(&self) -> &RegistryName {
        self.0.name()
    }

    fn identity(&self) -> String {
        self.0.identity()
    }

    fn title(&self) -> String {
        self.0.title()
    }

    fn concurrency(&self) -> usize {
        self.0.concurrency()
    }

    fn settle_after(&self) -> Duration {
        self.0.settle_after()
    }

    fn difference<'a>(
        &'a self,
        ledger: &'a Ledger,
        look: Look,
    ) -> BoxFuture<'a, Result<Difference, Failure>> {
        Box::pin(async move { Ok(self.0.difference(ledger, look).await?.sealed()) })
    }

    fn snapshot<'a>(
        &'a self,
        ledger: &'a Ledger,
        look: Look,
        key: &'a PrintKey,
    ) -> BoxFuture<'a, Result<Payload, Failure>> {
        Box::pin(self.0.snapshot(ledger, look, key))
    }

    fn aged(&self, step: Step) -> Step {
        let aged = step
            .payload
            .open()
            .map(|payload| Payload::seal(self.0.aged(payload)));
        match aged {
            Ok(payload) => step.map_payload(|_| payload),
            // `prepare` says the same of it, and sends nothing.
            Err(_) => step,
        }
    }

    fn prepare<'a>(
        &'a self,
        step: &'a Step,
        made: &'a Made,
    ) -> BoxFuture<'a, Result<Prepared, Failure>> {
        Box::pin(async move {
            let payload = step
                .payload
                .open()
                .map_err(|error| Failure::Stale(unreadable(&error)))?;
            self.0.prepare(step, payload, made).await
        })
    }

    fn send<'a>(
        &'a self,
        step: &'a Step,
        write: WriteRequest,
        intent: Intent,
    ) -> BoxFuture<'a, Sent> {
        Box::pin(async move {
            match step.payload.open() {
                Ok(payload) => self.0.send(step, payload, write, intent).await,
                Err(error) => Sent::plain(Class::Unsent, unreadable(&error)),
            }
        })
    }

    fn learn(&self, shown: Payload) -> BoxFuture<'_, ()> {
        Box::pin(self.0.learn(shown))
    }

    fn rest(&self) -> BoxFuture<'_, ()> {
        Box::pin(self.0.rest())
    }

    fn settle<'a>(
        &'a self,
        intent: &'a IntentRecord,
        traces: Traces<'a>,
    ) -> BoxFuture<'a, Settled> {
        Box::pin(async move {
            match intent.payload.open() {
                Ok(payload) => self.0.settle(intent, payload, traces).await,
                Err(error) => Settled::Unknown {
                    evidence: unreadable(&error),
                },
            }
        })
    }

    fn tickets<'a>(
        &'a self,
        open: &'a [TicketNumber],
    ) -> BoxFuture<'a, Result<Vec<TicketNews>, Failure>> {
        Box::pin(self.0.tickets(open))
    }
}
