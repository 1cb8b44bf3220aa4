#!/bin/sh
# Checks a locker of claimcheck with coreutils, openssl and jq; nothing of claimcheck is needed, and nothing in the locker is believed.
# docs/verify.md says what each step shows. Exit status: 0 verified, 5 something was altered or is missing (its name is printed),
# 2 wrong usage or a tool is missing.
#
#   verify.sh LOCKER PUBLIC-KEY [CHECKPOINT]
#
# PUBLIC-KEY is PEM, from whoever signs, not from the locker. CHECKPOINT is a copy of log/checkpoint that you made earlier.
set -eu
LC_ALL=C
export LC_ALL

usage() { printf 'usage: %s LOCKER PUBLIC-KEY [CHECKPOINT]\n' "$0" >&2; exit 2; }
[ $# -eq 2 ] || [ $# -eq 3 ] || usage
for tool in openssl jq sha256sum base64 od; do
  command -v "$tool" >/dev/null || { printf 'this needs %s\n' "$tool" >&2; exit 2; }
done
key=$(realpath "$2"); memory=${3:+$(realpath "$3")}
cd "$1" || exit 2

work=$(mktemp -d); mkdir "$work/pem"
# whatever else ends this ended it before it was through
ended() { status=$?; rm -rf "$work"; case $status in 0|2|5) ;; *) printf 'ALTERED  %s: it cannot be read\n' "${run:-$PWD}"; exit 5 ;; esac; }
trap ended EXIT
altered() { printf 'ALTERED  %s: %s\n' "$1" "$2"; exit 5; }
hex() { sha256sum < "$1" | cut -d ' ' -f 1; }
fingerprint() { openssl pkey -pubin -in "$1" -outform DER 2>/dev/null | sha256sum | cut -d ' ' -f 1; }

# opened BUNDLE: its statement, the bytes that are signed, and the signature, in the envelope that DSSE defines
opened() {
  jq -e . "$1" >/dev/null 2>&1 || altered "$1" 'it cannot be read'
  jq -er '.dsseEnvelope.payload' "$1" 2>/dev/null | base64 -d > "$work/statement" 2>/dev/null || altered "$1" 'it holds no statement'
  jq -er '.dsseEnvelope.signatures | if length == 1 then .[0].sig else error end' "$1" 2>/dev/null | base64 -d > "$work/signature" 2>/dev/null \
    || altered "$1" 'it holds no signature'
  type=$(jq -j '.dsseEnvelope.payloadType' "$1")
  [ "$type" = application/vnd.in-toto+json ] || altered "$1" "payload type $type"
  { printf 'DSSEv1 %d %s %d ' "${#type}" "$type" "$(wc -c < "$work/statement")"; cat "$work/statement"; } > "$work/pae"
}
# signed PEM: whether this key has signed what was opened
signed() {
  if openssl pkey -pubin -in "$1" -noout -text 2>/dev/null | grep -qi ed25519; then
    openssl pkeyutl -verify -rawin -pubin -inkey "$1" -sigfile "$work/signature" -in "$work/pae" >/dev/null 2>&1
  else
    openssl dgst -sha256 -verify "$1" -signature "$work/signature" "$work/pae" >/dev/null 2>&1
  fi
}
# statement BUNDLE TYPE SUBJECT: what was opened is a statement of this type about this file, by SHA-256 and nothing weaker
statement() {
  jq -e --arg type "https://claimcheck.dev/attestation/$2" '._type == "https://in-toto.io/Statement/v1" and .predicateType == $type
    and (.subject | length) == 1 and (.subject[0].digest | keys) == ["sha256"]' "$work/statement" >/dev/null || altered "$1" 'another kind of statement'
  [ "$(jq -r '.subject[0].digest.sha256' "$work/statement")" = "$3" ]
}

# Only the names of runs are followed, and only real folders and files.
[ -d runs ] || altered runs 'there is no run'
for folder in runs objects keys prunes; do
  [ -e "$folder" ] || [ -L "$folder" ] || continue
  found=$(find "$folder" ! -type d ! -type f | head -n 1)
  [ -z "$found" ] || altered "$found" 'neither a file nor a folder'
done

# 0. Whose: your key, and those that it vouches for. A rotation says, signed by both keys, by which key one is followed, after which run.
openssl pkey -pubin -in "$key" -noout 2>/dev/null || { printf '%s is no public key in PEM\n' "$key" >&2; exit 2; }
given=$(fingerprint "$key"); cp "$key" "$work/pem/$given"
: > "$work/rotations"
for old in keys/rotations/*.old.sigstore.json; do
  [ -f "$old" ] || continue
  fresh=${old%.old.sigstore.json}.new.sigstore.json
  [ -f "$fresh" ] || altered "$fresh" 'the new key has to sign a rotation as well'
  for side in from to; do
    bundle=$fresh; [ "$side" = to ] || bundle=$old
    opened "$bundle"
    [ "$side" = from ] || [ "$(hex "$work/statement")" = "$said" ] || altered "$old" 'the two signatures are over different statements'
    said=$(hex "$work/statement")
    jq -r ".predicate.$side.publicKey" "$work/statement" > "$work/key"
    id=$(fingerprint "$work/key")
    [ "$id" = "$(jq -r ".predicate.$side.id" "$work/statement")" ] || altered "$bundle" 'a public key is not the one that its fingerprint says'
    signed "$work/key" || altered "$bundle" "key $id has not signed it"
    cp "$work/key" "$work/pem/$id"
  done
  statement "$old" key-rotation/v1 "$id" || altered "$old" 'the statement is about another key'
  jq -c '.predicate | {origin, from: .from.id, to: .to.id, after: .after.seq, manifest: .after.manifest}' "$work/statement" >> "$work/rotations"
done
# Forward to its successors, back to its predecessors, never one way and then the other; and from which run to which each may sign.
jq -rs --arg given "$given" '. as $all
  | if ([$all[].from] | length != (unique | length)) or ([$all[].to] | length != (unique | length)) then error("handed over twice") else . end
  | def walk($f; $t): last([$given] | recurse(. as $known | . + [$all[] | select(.[$f] as $x | $known | index($x)) | .[$t]] | unique | select(length > ($known | length))));
  (walk("from"; "to") + walk("to"; "from")) | unique[] as $id
  | "\($id) \([$all[] | select(.to == $id) | .after + 1] + [1] | max) \([$all[] | select(.from == $id) | .after] + [99999999] | min)"' \
  "$work/rotations" > "$work/terms" 2>/dev/null || altered keys/rotations 'a key is handed over twice; which of two successors is meant, nobody can tell'
# vouched BUNDLE RUN [OR-RUN]: a key that is yours, or that yours vouches for, has signed what was opened, and might
vouched() {
  why='your key has not signed this'
  while read -r id first last; do
    signed "$work/pem/$id" || continue
    { [ "$2" -ge "$first" ] && [ "$2" -le "$last" ]; } || { [ "${3:-$2}" -ge "$first" ] && [ "${3:-$2}" -le "$last" ]; } && return
    why="its key signs runs $first to $last"
  done < "$work/terms"
  altered "$1" "$why"
}

# Gone by a rule: objects that a signed tombstone names may be absent, of the runs that it names, and of no others.
: > "$work/gone"; : > "$work/named"; : > "$work/origins"; stones=0
for stone in prunes/*/; do
  [ -d "$stone" ] || continue
  stones=$((stones + 1)) stone=${stone%/}
  [ "$stone" = "$(printf 'prunes/%08d' "$stones")" ] || altered "$stone" 'not the name of the next tombstone'
  file=$stone/tombstone.json bundle=$stone/tombstone.sigstore.json
  [ -f "$file" ] && [ -f "$bundle" ] || altered "$stone" 'nobody signed it'
  jq -e . "$file" >/dev/null 2>&1 || altered "$file" 'it cannot be read'
  opened "$bundle"
  head=$(jq -r .head.seq "$file")
  vouched "$bundle" "$head" $((head + 1))
  statement "$bundle" prune/v1 "$(hex "$file")" || altered "$file" 'not the bytes that were signed'
  jq -e --slurpfile said "$work/statement" '(.objects |= length) == $said[0].predicate' "$file" >/dev/null || altered "$bundle" 'what is signed is not what it says'
  jq -e --argjson number "$stones" '
    def earlier: (.keep | capture("^P(?:(?<y>[0-9]+)Y)?(?:(?<m>[0-9]+)M)?(?:(?<w>[0-9]+)W)?(?:(?<d>[0-9]+)D)?$") | map_values((. // "0") | tonumber)) as $k
      | (.at[0:10] | split("-") | map(tonumber)) as [$Y, $M, $D] | ($Y * 12 + $M - 1 - 12 * $k.y - $k.m) as $months
      | (($months / 12 | floor) as $y | ($months % 12) as $m | ([$D, ([$y, $m + 1, 0, 0, 0, 0, 0, 0] | mktime | gmtime | .[2])] | min) as $d | [$y, $m, $d, 0, 0, 0, 0, 0])
      | mktime - 86400 * (7 * $k.w + $k.d) | strftime("%Y-%m-%d");
    .number == $number and (.cutoff == earlier + .at[10:]) and (.head.seq as $head | all(.runs[]; .seq < $head))' "$file" >/dev/null \
    || altered "$file" 'its own rule does not allow what it says'
  jq -r '.objects[]' "$file" >> "$work/gone"
  jq -r '.cutoff as $cutoff | .runs[] | "\(.seq) \(.manifest) \($cutoff)"' "$file" >> "$work/named"
  jq -c '{origin, seq: .head.seq, manifest: .head.manifest}, (.origin as $o | .runs[] | {origin: $o, seq, manifest})' "$file" >> "$work/origins"
done
sort -u -o "$work/gone" "$work/gone"
jq -c 'select(.after > 0) | {origin, seq: .after, manifest}' "$work/rotations" >> "$work/origins"

previous=null origin= expected=1 any=no
: > "$work/digests"
for run in runs/*/; do
  run=${run%/}
  [ "$run" = "$(printf 'runs/%08d' "$expected")" ] || altered "$run" "run $expected is missing, or this is no run"
  manifest=$run/manifest.json bundle=$run/run.sigstore.json
  [ -f "$manifest" ] || altered "$manifest" 'it is missing'
  jq -e . "$manifest" >/dev/null 2>&1 || altered "$manifest" 'it cannot be read'

  # 1. Who: the signature is over a statement. 2. What: the statement names the manifest.
  if [ -f "$bundle" ]; then
    opened "$bundle"
    vouched "$bundle" "$expected"
    any=yes
    statement "$bundle" evidence-run/v1 "$(hex "$manifest")" || altered "$manifest" 'not the bytes that were signed'
    jq -e --slurpfile run "$manifest" '($run[0].expect.timestamp | not) or (.verificationMaterial.timestampVerificationData.rfc3161Timestamps | length) > 0' \
      "$bundle" >/dev/null || altered "$bundle" 'a time stamp has to lie beside the signature'
  elif [ "$any" = yes ]; then
    altered "$bundle" 'an earlier run is signed, this one is not'
  fi

  # 3. All of it: SHA256SUMS lists exactly what the manifest names, and every byte is there. Very many items stand in a file of their own.
  items=$manifest; [ "$(jq -r 'any(.files[]; .name == "items.jsonl")' "$manifest")" = false ] || items=$run/items.jsonl
  {
    jq -r --arg run "$run" '.files | sort_by(.name)[] | "\(.sha256)  \($run)/\(.name)"' "$manifest"
    printf '%s  %s\n' "$(hex "$manifest")" "$manifest"
    jq -r '(if has("items") then .items[] else . end) | "\(.sha256)  objects/sha256/\(.sha256[0:2])/\(.sha256)"' "$items" || altered "$items" 'it cannot be read'
  } | sort > "$work/due"
  sort "$run/SHA256SUMS" | cmp -s - "$work/due" || altered "$run/SHA256SUMS" 'it does not list what the manifest names'
  if grep -q "^$expected sha256:$(hex "$manifest") " "$work/named"; then
    finished=$(jq -r .finishedAt "$manifest")
    while read -r seq digest cutoff; do
      [ "$seq $digest" != "$expected sha256:$(hex "$manifest")" ] || [ "$(printf '%s\n%s\n' "$finished" "$cutoff" | sort | head -n 1)" != "$cutoff" ] \
        || altered prunes "run $expected ended at $finished, and everything since $cutoff was to be kept"
    done < "$work/named"
    sed 's/ .*//' "$work/due" | sort -u | comm -12 - "$work/gone" | while read -r one; do
      [ -e "objects/sha256/$(printf %.2s "$one")/$one" ] || printf '%s\n' "$one"
    done > "$work/absent"
    grep -v -F -f "$work/absent" "$work/due" > "$work/there" || true
  else cp "$work/due" "$work/there"; fi
  sha256sum --quiet -c "$work/there" > "$work/failed" 2>/dev/null || altered "$(head -n 1 "$work/failed" | sed 's/: .*//')" 'not the bytes that were sealed'

  # 4. In order: each manifest names the one before it.
  jq -e --argjson seq "$expected" --arg previous "$previous" \
    '.seq == $seq and (.previous // "null") == $previous' "$manifest" >/dev/null || altered "$manifest" 'it does not follow the run before it'
  [ -n "$origin" ] || origin=$(jq -r .origin "$manifest")
  [ "$(jq -r .origin "$manifest")" = "$origin" ] || altered "$manifest" 'a run of another locker'
  previous=sha256:$(hex "$manifest")
  hex "$manifest" >> "$work/digests"
  expected=$((expected + 1))
done
[ "$any" = yes ] || altered runs 'no run is signed'
jq -R . "$work/digests" | jq -e --arg origin "$origin" -s --slurpfile told "$work/origins" '. as $runs
  | all($told[]; .origin == $origin and .manifest == "sha256:\($runs[.seq - 1])")' >/dev/null \
  || altered runs 'a tombstone or the rotation of a key speaks of a run that is not the one that is here'

# 5. Nothing cut off: the Merkle root (RFC 6962) over the first manifests is the one that you remember.
bytes() { env printf "$(printf '%s' "$1" | sed 's/../\\x&/g')"; }
leaf() { bytes "00$1" | sha256sum | cut -d ' ' -f 1; }
node() { bytes "01$1$2" | sha256sum | cut -d ' ' -f 1; }
root() { # from the line $1 on, $2 lines
  if [ "$2" -eq 1 ]; then leaf "$(sed -n "$1p" "$work/digests")"; return; fi
  split=1
  while [ $((split * 2)) -lt "$2" ]; do split=$((split * 2)); done
  set -- "$1" "$2" "$split"
  set -- "$@" "$(root "$1" "$3")"
  node "$4" "$(root $(($1 + $3)) $(($2 - $3)))"
}
runs=$((expected - 1))
if [ -n "$memory" ]; then
  size=$(sed -n 2p "$memory")
  [ "$(sed -n 1p "$memory")" = "$origin" ] || altered log 'your checkpoint is of another locker'
  [ "$size" -le "$runs" ] || altered runs "your checkpoint has seen $size runs; here are $runs"
  [ "$(root 1 "$size")" = "$(sed -n 3p "$memory" | base64 -d | od -An -v -tx1 | tr -d ' \n')" ] || altered runs "runs 1 to $size are not those that your checkpoint has seen"
fi

printf 'verified: %d runs of %s, to %s\n' "$runs" "$origin" "$(jq -r .finishedAt "$manifest")"
[ "$(wc -l < "$work/terms")" -eq 1 ] || printf 'signed by %d keys, each of which yours vouches for\n' "$(wc -l < "$work/terms")"
[ "$stones" -eq 0 ] || printf 'pruned: %d signed tombstones name %d objects; what they said cannot be looked at any more\n' "$stones" "$(wc -l < "$work/gone")"
if [ -n "$memory" ]; then printf 'anchored: your checkpoint has seen runs 1 to %d\n' "$size"
else printf 'not anchored: whether later runs were cut off cannot be seen without a checkpoint\n'; fi
