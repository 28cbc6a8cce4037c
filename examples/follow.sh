#!/usr/bin/env bash
# Sends a message and follows its answer with nothing but bash and curl. Usage: ./follow.sh "Hello"
set -euo pipefail
: "${PARLEY_URL:?}" "${PARLEY_TOKEN:?}"
question=${1:-Hello}

# A text as a JSON string.
json() {
  local text=${1//\\/\\\\}
  text=${text//\"/\\\"}
  printf '"%s"' "${text//$'\n'/\\n}"
}

# One request; the events of a subscription come line by line.
ask() {
  curl -sSN "$PARLEY_URL/graphql" --data-binary @- -H "authorization: Bearer $PARLEY_TOKEN" \
    -H 'content-type: application/json' -H 'accept: text/event-stream, application/json'
}

# The same key again would return the same result: a lost answer can be asked for again.
key=$(date +%s)-$RANDOM
send='mutation ($input: SendMessageInput!) {
  sendMessage(input: $input) { ... on SendMessagePayload { generation { id } } ... on UserError { code message } }
}'
sent=$(printf '{"query": %s, "variables": {"input": {"idempotencyKey": "%s", "text": %s}}}' \
  "$(json "$send")" "$key" "$(json "$question")" | ask)
generation=$(sed -n 's/.*"generation":{"id":"\([^"]*\)".*/\1/p' <<<"$sent")
if [ -z "$generation" ]; then
  echo "Not sent: $sent" >&2
  exit 1
fi

follow='subscription ($id: ID!, $after: Int) {
  generation(id: $id, after: $after) {
    __typename
    ... on GenerationSnapshot { seq text }
    ... on GenerationDelta { seq text }
    ... on GenerationEnded { generation { status failureMessage } }
  }
}'
after=null
dropped=no
ended=no
while [ "$ended" = no ]; do
  while IFS= read -r line; do
    case $line in
      *'"__typename":"GenerationEnded"'*)
        ended=yes
        echo
        echo "$line" | sed -n 's/.*"status":"\([A-Z]*\)".*/ended: \1/p' >&2
        break
        ;;
      *'"errors":'*)
        echo "$line" >&2
        exit 1
        ;;
    esac
    if [[ $line =~ \"seq\":([0-9]+) ]]; then
      after=${BASH_REMATCH[1]}
      # JSON escapes little, and printf knows what it escapes.
      if [[ $line =~ \"text\":\"(([^\"\\]|\\.)*)\" ]]; then printf '%b' "${BASH_REMATCH[1]}"; fi
      # Only to show that nothing is lost: the connection is dropped once, in mid-answer.
      if [ "$dropped" = no ] && [ "$after" -gt 0 ]; then
        dropped=yes
        echo "dropped the connection after chunk $after" >&2
        break
      fi
    fi
    # Whoever stops reading leaves curl with events that nobody takes: of its errors only this one is none.
  done < <(printf '{"query": %s, "variables": {"id": "%s", "after": %s}}' "$(json "$follow")" "$generation" "$after" |
    ask 2> >(grep -v '^curl: (23)' >&2))
done
