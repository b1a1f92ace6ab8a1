#!/bin/sh
# Keeps one note with the plan on a merge request: writes over the one that this account left before, or leaves one.
# A note with the same marker by anybody else is not touched: anyone can write a marker.
#
#   comment-gitlab.sh FILE
#
# Needs curl and jq, the variables of a merge request pipeline, and SWIPD_COMMENT_TOKEN: a project access token with
# the scope api and the role Reporter.
set -eu
file="$1"
api="$CI_API_V4_URL"
notes="$api/projects/$CI_PROJECT_ID/merge_requests/$CI_MERGE_REQUEST_IID/notes"

marker="$(head -n 1 "$file" | tr -d '\r')"
case "$marker" in
    '<!-- swipd:plan '*' -->') ;;
    *) echo "$file does not begin with the marker of a plan; nothing was posted" >&2; exit 1 ;;
esac

call() {
    curl --fail --silent --show-error --header "PRIVATE-TOKEN: $SWIPD_COMMENT_TOKEN" "$@"
}

author="$(call "$api/user" | jq -r .id)"
own=""
page=1
while [ "$page" -le 50 ]; do
    answer="$(call "$notes?per_page=100&page=$page")"
    own="$(printf '%s' "$answer" | jq -r --arg marker "$marker" --argjson author "$author" '
        [.[] | select(.author.id == $author and (.body | startswith($marker)))] | first | .id // empty')"
    if [ -n "$own" ] || [ "$(printf '%s' "$answer" | jq length)" -lt 100 ]; then break; fi
    page=$((page + 1))
done
body="$(mktemp)"
trap 'rm -f "$body"' EXIT
jq -n --rawfile body "$file" '{ $body }' > "$body"
if [ -n "$own" ]; then
    call -X PUT --header 'Content-Type: application/json' --data "@$body" "$notes/$own" > /dev/null
else
    call -X POST --header 'Content-Type: application/json' --data "@$body" "$notes" > /dev/null
fi
