#!/bin/sh
# Keeps one comment with the plan on a pull request: writes over the one that this account left before, or leaves one.
# A comment with the same marker by anybody else is not touched: anyone can write a marker.
#
#   comment-github.sh FILE NUMBER
#
# Needs gh and jq, GITHUB_REPOSITORY and GH_TOKEN; COMMENT_AUTHOR where it is not the bot of Actions.
set -eu
file="$1"
number="$2"
author="${COMMENT_AUTHOR:-github-actions[bot]}"

marker="$(head -n 1 "$file" | tr -d '\r')"
case "$marker" in
    '<!-- swipd:plan '*' -->') ;;
    *) echo "$file does not begin with the marker of a plan; nothing was posted" >&2; exit 1 ;;
esac
case "$number" in
    '' | *[!0-9]*) echo "\"$number\" is not the number of a pull request" >&2; exit 1 ;;
esac

comments="repos/$GITHUB_REPOSITORY/issues/$number/comments"
own="$(gh api --paginate "$comments?per_page=100" | jq -rs --arg marker "$marker" --arg author "$author" '
    [.[][] | select(.user.login == $author and (.body | startswith($marker)))] | first | .id // empty')"
body="$(mktemp)"
trap 'rm -f "$body"' EXIT
jq -n --rawfile body "$file" '{ $body }' > "$body"
if [ -n "$own" ]; then
    gh api -X PATCH "repos/$GITHUB_REPOSITORY/issues/comments/$own" --input "$body" > /dev/null
else
    gh api -X POST "$comments" --input "$body" > /dev/null
fi
