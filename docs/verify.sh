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

work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
altered() { printf 'ALTERED  %s: %s\n' "$1" "$2"; exit 5; }
hex() { sha256sum < "$1" | cut -d ' ' -f 1; }

# Only the names of runs are followed, and only real folders and files.
[ -d runs ] || altered runs 'there is no run'
found=$(find runs objects -mindepth 1 ! -type d ! -type f | head -n 1)
[ -z "$found" ] || altered "$found" 'neither a file nor a folder'

previous=null origin= expected=1 signed=no
: > "$work/digests"
for run in runs/*/; do
  run=${run%/}
  [ "$run" = "$(printf 'runs/%08d' "$expected")" ] || altered "$run" "run $expected is missing, or this is no run"
  manifest=$run/manifest.json bundle=$run/run.sigstore.json
  [ -f "$manifest" ] || altered "$manifest" 'it is missing'

  # 1. Who: the signature is over a statement, in the envelope that DSSE defines.
  if [ -f "$bundle" ]; then
    jq -er '.dsseEnvelope.payload' "$bundle" 2>/dev/null | base64 -d > "$work/statement" 2>/dev/null || altered "$bundle" 'it holds no statement'
    jq -er '.dsseEnvelope.signatures | if length == 1 then .[0].sig else error end' "$bundle" 2>/dev/null | base64 -d > "$work/signature" 2>/dev/null \
      || altered "$bundle" 'it holds no signature'
    type=$(jq -j '.dsseEnvelope.payloadType' "$bundle")
    [ "$type" = application/vnd.in-toto+json ] || altered "$bundle" "payload type $type"
    { printf 'DSSEv1 %d %s %d ' "${#type}" "$type" "$(wc -c < "$work/statement")"; cat "$work/statement"; } > "$work/pae"
    if openssl pkey -pubin -in "$key" -noout -text 2>/dev/null | grep -qi ed25519; then
      openssl pkeyutl -verify -rawin -pubin -inkey "$key" -sigfile "$work/signature" -in "$work/pae" >/dev/null 2>&1 || altered "$bundle" 'your key has not signed this'
    else
      openssl dgst -sha256 -verify "$key" -signature "$work/signature" "$work/pae" >/dev/null 2>&1 || altered "$bundle" 'your key has not signed this'
    fi
    signed=yes

    # 2. What: the statement names the manifest, by SHA-256 and nothing weaker.
    jq -e '._type == "https://in-toto.io/Statement/v1" and .predicateType == "https://claimcheck.dev/attestation/evidence-run/v1"
      and (.subject | length) == 1 and (.subject[0].digest | keys) == ["sha256"]' "$work/statement" >/dev/null || altered "$bundle" 'another kind of statement'
    [ "$(jq -r '.subject[0].digest.sha256' "$work/statement")" = "$(hex "$manifest")" ] || altered "$manifest" 'not the bytes that were signed'
  elif [ "$signed" = yes ]; then
    altered "$bundle" 'an earlier run is signed, this one is not'
  fi

  # 3. All of it: SHA256SUMS lists exactly what the manifest names, and every byte is there.
  {
    jq -r --arg run "$run" '.files | sort_by(.name)[] | "\(.sha256)  \($run)/\(.name)"' "$manifest"
    printf '%s  %s\n' "$(hex "$manifest")" "$manifest"
    jq -r '.items[] | "\(.sha256)  objects/sha256/\(.sha256[0:2])/\(.sha256)"' "$manifest"
  } | sort > "$work/named"
  sort "$run/SHA256SUMS" | cmp -s - "$work/named" || altered "$run/SHA256SUMS" 'it does not list what the manifest names'
  sha256sum --quiet -c "$run/SHA256SUMS" > "$work/failed" 2>/dev/null || altered "$(head -n 1 "$work/failed" | sed 's/: .*//')" 'not the bytes that were sealed'

  # 4. In order: each manifest names the one before it.
  jq -e --argjson seq "$expected" --arg previous "$previous" \
    '.seq == $seq and (.previous // "null") == $previous' "$manifest" >/dev/null || altered "$manifest" 'it does not follow the run before it'
  [ -n "$origin" ] || origin=$(jq -r .origin "$manifest")
  [ "$(jq -r .origin "$manifest")" = "$origin" ] || altered "$manifest" 'a run of another locker'
  previous=sha256:$(hex "$manifest")
  hex "$manifest" >> "$work/digests"
  expected=$((expected + 1))
done
[ "$signed" = yes ] || altered runs 'no run is signed'

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
if [ -n "$memory" ]; then printf 'anchored: your checkpoint has seen runs 1 to %d\n' "$size"
else printf 'not anchored: whether later runs were cut off cannot be seen without a checkpoint\n'; fi
