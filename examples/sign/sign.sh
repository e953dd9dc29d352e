#!/bin/sh
# Signs links with openssl. To copy: all but the command line; README.md beside this file explains it.
set -eu
LC_ALL=C # bytes, not characters
export LC_ALL

fail() { printf 'sign: %s\n' "$*" >&2; exit 1; }
matches() { printf '%s\n' "$1" | grep -Eq -- "$2"; } # TEXT PATTERN

# The token of SIGNED, a path (MODE query) or a segment of it (MODE path), as nginx decodes them. IP may be empty.
token() { # MODE SIGNED EXPIRES KEY IP ALGORITHM
    case "$1 $6" in
        'query md5') printf %s "$3$2$5 $4" | openssl dgst -md5 -binary ;;
        'path md5') printf %s "$2_$4_$3_$5" | openssl dgst -md5 -binary ;;
        *' hmac-sha256') printf %s "$3 $5 $2" | hmac_sha256 "$4" ;;
    esac | openssl base64 -A | tr '+/' '-_' | tr -d = # base64url without padding
}

# RFC 2104, by hand: `openssl dgst -hmac KEY` would show the key in the list of processes.
hmac_sha256() { # KEY
    block=$(printf %s "$1" | od -An -v -tx1 | tr -d ' \n')
    [ ${#block} -le 128 ] || block=$(printf %s "$1" | openssl dgst -sha256 -r | cut -c 1-64)
    block=$(printf %-128s "$block" | tr ' ' 0)
    { bytes "$block" 54; cat; } | openssl dgst -sha256 -binary |
        { bytes "$block" 92; cat; } | openssl dgst -sha256 -binary
}

bytes() { # HEX-DIGITS [XOR]
    hex=$1 escapes=
    while [ -n "$hex" ]; do
        byte=$((0x${hex%"${hex#??}"} ^ ${2:-0})) hex=${hex#??}
        escapes="$escapes\\$((byte / 64))$((byte / 8 % 8))$((byte % 8))"
    done
    # shellcheck disable=SC2059 # nothing but escapes
    printf "$escapes"
}

decode() { # PERCENT-ENCODED
    rest=$1
    while [ "$rest" != "${rest#*%}" ]; do
        printf %s "${rest%%\%*}"
        rest=${rest#*%}
        bytes "${rest%"${rest#??}"}"
        rest=${rest#??}
    done
    printf %s "$rest"
}

# An address as nginx writes it: IPv6 in the form of RFC 5952, an IPv4-mapped address as IPv4.
address() { # ADDRESS
    octet='(25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])'
    case $1 in '' | *[!0-9A-Fa-f:.]*) fail "\"$1\" is no IP address" ;; esac
    ip=$(printf %s "$1" | tr A-F a-f)
    if matches "${ip##*:}" "^$octet(\.$octet){3}\$"; then
        case $ip in *:*) ;; *) echo "$ip"; return ;; esac
        # The last 32 bits of an IPv6 address, in decimal.
        low=${ip##*:} ip=${ip%:*}
        b=${low#*.} c=${low#*.*.}
        ip=$ip:$(printf '%x:%x' $((${low%%.*} * 256 + ${b%%.*})) $((${c%.*} * 256 + ${c#*.})))
    fi
    case $ip in
        *::*)
            groups=$(printf %s "$ip" | tr -s : '\n' | grep -c .) || groups=0
            zeros=
            while [ "$groups" -lt 8 ]; do zeros=$zeros:0 groups=$((groups + 1)); done
            ip=${ip%%::*}${zeros:-:}:${ip#*::}
            case $1 in ::*) ip=${ip#:} ;; esac
            case $1 in *::) ip=${ip%:} ;; esac ;;
    esac
    matches "$ip" '^([0-9a-f]{1,4}:){7}[0-9a-f]{1,4}$' || fail "\"$1\" is no IP address"
    ip=$(printf :%s: "$ip" | sed 's/:0*\([0-9a-f]\)/:\1/g')
    run=:0:0:0:0:0:0:0:0:
    while [ "$run" != :0: ]; do
        case $ip in *"$run"*) ip=${ip%%"$run"*}::${ip#*"$run"}; break ;; esac
        run=${run#:0}
    done
    case $ip in ::*) ;; *) ip=${ip#:} ;; esac
    case $ip in *::) ;; *) ip=${ip%:} ;; esac
    if matches "$ip" '^::ffff:[^:]+:[^:]+$'; then
        low=${ip##*:} high=${ip#::ffff:} high=${high%:*}
        ip=$((0x$high / 256)).$((0x$high % 256)).$((0x$low / 256)).$((0x$low % 256))
    fi
    echo "$ip"
}

# Prints the URL with its token in it. URL is percent-encoded, ID is not, EXPIRES is a time such as
# $(($(date +%s) + 3600)), and IP is empty for a link that everyone may use. SCOPE is for query mode, ID for path mode.
sign_url() { # MODE URL EXPIRES KEY IP ALGORITHM SCOPE ID
    case "$1 $6" in
        'query md5' | 'path md5' | 'query hmac-sha256' | 'path hmac-sha256') ;;
        *) fail "there is no mode \"$1\" with algorithm \"$6\"" ;;
    esac
    case $3 in
        '' | 0?* | *[!0-9]* | ?????????????*) fail "expires must be in whole seconds since 1970, not \"$3\"" ;;
    esac
    form='^(https?://[^/?#]+)?(/([!$&-;=@-Z_a-z~]|%[0-9A-Fa-f]{2})*)(\?[^#]*)?(#.*)?$'
    case $2 in *[!!-~]*) false ;; *) matches "$2" "$form" ;; esac ||
        fail "no percent-encoded URL with a path: \"$2\""
    ip=${5:+$(address "$5")}

    path=${2%%[?#]*} fragment=${2#"${2%%#*}"}
    query=${2#"$path"} query=${query%"$fragment"}
    origin=$(printf %s "$path" | sed -n 's|^\(https*://[^/]*\).*|\1|p')
    path=${path#"$origin"}
    # What $(...) would take for ends of lines may be part of a name.
    decoded=$(decode "$path" && echo .) decoded=${decoded%.}
    case $decoded in
        *//* | */./* | */../* | */. | */..)
            fail "nginx resolves \"//\", \".\" and \"..\", so none can be in a path: \"$2\"" ;;
    esac

    if [ "$1" = path ]; then
        [ -z "$7" ] || fail 'a scope is for query mode: in path mode a segment is signed, the id'
        # A token that the URL has already is replaced: nginx takes the first one.
        case $6 in md5) length=22 ;; *) length=43 ;; esac
        pair="([^/]/)[A-Za-z0-9_-]{$length}(=|%3[Dd]){0,2}/[0-9]{1,12}(/|\$)"
        path=$(printf '%s\n' "$path" | sed -E "s#$pair#\1#")
        signed=$8 before='' after=$path
        case $8 in '' | */*) after='' ;; esac
        until [ -n "$before" ] && [ "$(decode "${before##*/}" && echo .)" = "$8." ]; do
            [ -n "$after" ] || fail "no segment \"$8\" in the path: \"$2\""
            after=${after#/} segment=${after%%/*}
            before=$before/$segment after=${after#"$segment"}
        done
        matches "$before" "$pair" && fail "the URL has two tokens before \"$8\": \"$2\""
    else
        [ -z "$8" ] || fail 'an id is for path mode: in query mode the path is signed'
        matches "$query" '[?&]([Mm][Dd]5|[Ee][Xx][Pp][Ii][Rr][Ee][Ss])=' && fail "the URL has a token already: \"$2\""
        case $7 in
            file) signed=$decoded ;;
            directory | '') signed=${decoded%/*}/ ;; # with its last "/"
            *) fail "there is no scope \"$7\"" ;;
        esac
    fi

    token=$(token "$1" "$signed" "$3" "$4" "$ip" "$6")
    [ -n "$token" ] || fail 'openssl has made no digest'
    if [ "$1" = path ]; then
        printf '%s\n' "$origin$before/$token/$3$after$query$fragment"
    else
        [ "${query#?}" ] && query="$query&" || query='?'
        # The parameters have these names with every algorithm.
        printf '%s\n' "$origin$path${query}md5=$token&expires=$3$fragment"
    fi
}

# Prints the key: the first line of a file, or a variable of the environment. An argument would show in the
# list of processes.
read_key() {
    key=${SECURE_TOKEN_KEY-}
    # The line's end is no part of the key; a space is.
    [ -z "${SECURE_TOKEN_KEY_FILE+set}" ] || key=$(sed -n "s/$(printf '\r')\$//; /./{p;q;}" "$SECURE_TOKEN_KEY_FILE")
    [ ${#key} -ge 6 ] || fail 'a key in SECURE_TOKEN_KEY, or in SECURE_TOKEN_KEY_FILE, has 6 bytes at least'
    printf %s "$key"
}

# The command line.
[ $# -ge 3 ] || fail 'usage: sh sign.sh query|path URL UNIXTIME|+SECONDS [--ip ADDRESS]' \
    '[--algorithm md5|hmac-sha256] [--scope directory|file] [--id SEGMENT]'
mode=$1 url=$2 expires=$3 ip='' algorithm=md5 scope='' id=''
shift 3
while [ $# -gt 0 ]; do
    case $1${2+ } in
        '--ip ') ip=${2:-none} ;;
        '--algorithm ') algorithm=$2 ;;
        '--scope ') scope=${2:-none} ;;
        '--id ') id=${2:-/} ;; # which no segment is
        *) fail "$1 is no option with a value" ;;
    esac
    shift 2
done
case ${expires#+} in
    '' | 0* | *[!0-9]* | ?????????????*)
        fail "expires must be whole seconds, as in 1893456000 or +3600, not \"$expires\"" ;;
esac
case $expires in +*) expires=$(($(date +%s) + ${expires#+})) ;; esac
key=$(read_key)
sign_url "$mode" "$url" "$expires" "$key" "$ip" "$algorithm" "$scope" "$id"
