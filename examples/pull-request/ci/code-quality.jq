# From `swipd validate -o json` to GitLab's report of code quality, which marks the lines of a merge request.
[ .[] | {
    description: ([.message] + (.help | map("help: " + .)) | join("; ")),
    check_name: .code,
    fingerprint: ("\(.code) \(.places[0].file // "") \(.message)" | @base64),
    severity: (if .severity == "error" then "major" else "minor" end),
    location: { path: (.places[0].file // "swipd.yaml"), lines: { begin: ([.places[0].line // 1, 1] | max) } }
} ]
