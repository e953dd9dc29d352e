// Signs links. To copy: token, signURL and readKey; README.md beside this file explains them.
package main

import (
	"crypto/hmac"
	"crypto/md5"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"flag"
	"fmt"
	"net/netip"
	"net/url"
	"os"
	"regexp"
	"strconv"
	"strings"
	"time"
)

type options struct {
	ip        netip.Addr // the zero value is no address
	algorithm string     // "md5" or "hmac-sha256"
	scope     string     // query mode: "directory", which "" is too, or "file"
	id        string     // path mode
}

// token is that of a path (mode "query") or of a segment of it (mode "path"), both as nginx decodes them.
func token(mode, signed string, expires int64, key []byte, o options) (string, error) {
	if expires < 0 || expires > 999_999_999_999 {
		return "", fmt.Errorf("expires must be in whole seconds since 1970, not %d", expires)
	}
	ip := ""
	if o.ip.IsValid() {
		// As nginx writes it: IPv6 in the form of RFC 5952, an IPv4-mapped address as IPv4.
		ip = o.ip.Unmap().String()
	}
	var digest []byte
	switch mode + " " + o.algorithm {
	case "query md5":
		sum := md5.Sum([]byte(fmt.Sprintf("%d%s%s %s", expires, signed, ip, key)))
		digest = sum[:]
	case "path md5":
		sum := md5.Sum([]byte(fmt.Sprintf("%s_%s_%d_%s", signed, key, expires, ip)))
		digest = sum[:]
	case "query hmac-sha256", "path hmac-sha256":
		mac := hmac.New(sha256.New, key)
		fmt.Fprintf(mac, "%d %s %s", expires, ip, signed)
		digest = mac.Sum(nil)
	default:
		return "", fmt.Errorf("there is no mode %q with algorithm %q", mode, o.algorithm)
	}
	// base64url without padding
	return base64.RawURLEncoding.EncodeToString(digest), nil
}

var (
	urlForm   = regexp.MustCompile(`^(https?://[^/?#\s]+)?(/(?:[!$&-;=@-Z_a-z~]|%[0-9A-Fa-f]{2})*)(\?[^#\s]*)?(#\S*)?$`)
	unsettled = regexp.MustCompile(`//|/\.\.?(/|$)`)
	wholeTime = regexp.MustCompile(`^\+?[1-9][0-9]{0,11}$`)
	hasToken  = regexp.MustCompile(`(?i)[?&](md5|expires)=`)
)

// pairs are the tokens of path mode with their times, after a segment.
var pairs = map[string]*regexp.Regexp{
	"md5":         regexp.MustCompile(`([^/]/)[A-Za-z0-9_-]{22}(?:=|%3[Dd]){0,2}/[0-9]{1,12}(?:/|$)`),
	"hmac-sha256": regexp.MustCompile(`([^/]/)[A-Za-z0-9_-]{43}(?:=|%3[Dd]){0,2}/[0-9]{1,12}(?:/|$)`),
}

// signURL gives the URL with its token in it. The URL is percent-encoded, the id is not, and expires is a time
// such as time.Now().Unix() + 3600.
func signURL(mode, link string, expires int64, key []byte, o options) (string, error) {
	// Not url.Parse, which may write the path in another way.
	parts := urlForm.FindStringSubmatch(link)
	if parts == nil {
		return "", fmt.Errorf("no percent-encoded URL with a path: %q", link)
	}
	origin, path, query, fragment := parts[1], parts[2], parts[3], parts[4]
	// Not url.QueryUnescape, which takes "+" for a space.
	decoded, err := url.PathUnescape(path)
	if err != nil {
		return "", err
	}
	if unsettled.MatchString(decoded) {
		return "", fmt.Errorf(`nginx resolves "//", "." and "..", so none can be in a path: %q`, link)
	}
	if mode == "path" {
		if o.scope != "" {
			return "", errors.New("a scope is for query mode: in path mode a segment is signed, the id")
		}
		value, err := token(mode, o.id, expires, key, o)
		if err != nil {
			return "", err
		}
		// A token that the URL has already is replaced: nginx takes the first one.
		pair := pairs[o.algorithm]
		if found := pair.FindStringSubmatchIndex(path); found != nil {
			path = path[:found[3]] + path[found[1]:]
		}
		segments := strings.Split(path, "/")
		for i, segment := range segments {
			name, err := url.PathUnescape(segment)
			if err == nil && name == o.id && name != "" && !strings.Contains(name, "/") {
				if pair.MatchString(strings.Join(segments[:i+1], "/")) {
					return "", fmt.Errorf("the URL has two tokens before %q: %q", o.id, link)
				}
				segments[i] = fmt.Sprintf("%s/%s/%d", segment, value, expires)
				return origin + strings.Join(segments, "/") + query + fragment, nil
			}
		}
		return "", fmt.Errorf("no segment %q in the path: %q", o.id, link)
	}
	if o.id != "" {
		return "", errors.New("an id is for path mode: in query mode the path is signed")
	}
	if hasToken.MatchString(query) {
		return "", fmt.Errorf("the URL has a token already: %q", link)
	}
	switch o.scope {
	case "file":
	case "directory", "":
		// With its last "/".
		decoded = decoded[:strings.LastIndexByte(decoded, '/')+1]
	default:
		return "", fmt.Errorf("there is no scope %q", o.scope)
	}
	value, err := token(mode, decoded, expires, key, o)
	if err != nil {
		return "", err
	}
	before := "?"
	if len(query) > 1 {
		before = query + "&"
	}
	// The parameters have these names with every algorithm.
	return fmt.Sprintf("%s%s%smd5=%s&expires=%d%s", origin, path, before, value, expires, fragment), nil
}

// readKey gives the first line of a file, or a variable of the environment. An argument would show in the list of processes.
func readKey() ([]byte, error) {
	key := os.Getenv("SECURE_TOKEN_KEY")
	if name, ok := os.LookupEnv("SECURE_TOKEN_KEY_FILE"); ok {
		text, err := os.ReadFile(name)
		if err != nil {
			return nil, err
		}
		// The line's end is no part of the key; a space is.
		lines := strings.TrimLeft(strings.ReplaceAll(string(text), "\r\n", "\n"), "\n")
		key, _, _ = strings.Cut(lines, "\n")
	}
	if len(key) < 6 {
		return nil, errors.New("a key in SECURE_TOKEN_KEY, or in SECURE_TOKEN_KEY_FILE, has 6 bytes at least")
	}
	return []byte(key), nil
}

// The command line.
func run(arguments []string) (string, error) {
	if len(arguments) < 3 {
		return "", errors.New("usage: sign query|path URL UNIXTIME|+SECONDS [--ip ADDRESS]" +
			" [--algorithm md5|hmac-sha256] [--scope directory|file] [--id SEGMENT]")
	}
	var o options
	flags := flag.NewFlagSet("sign", flag.ExitOnError)
	flags.Func("ip", "`address`", func(text string) (err error) {
		o.ip, err = netip.ParseAddr(text)
		if err == nil && o.ip.Zone() != "" {
			err = errors.New("an address has no zone")
		}
		return
	})
	flags.StringVar(&o.algorithm, "algorithm", "md5", "`md5` or hmac-sha256")
	flags.StringVar(&o.scope, "scope", "", "`directory`, which is the default, or file")
	flags.StringVar(&o.id, "id", "", "`segment` that is signed in path mode")
	flags.Parse(arguments[3:])
	expires, err := strconv.ParseInt(arguments[2], 10, 64)
	if err != nil || !wholeTime.MatchString(arguments[2]) {
		return "", fmt.Errorf("expires must be whole seconds, as in 1893456000 or +3600, not \"%s\"", arguments[2])
	}
	if strings.HasPrefix(arguments[2], "+") {
		expires += time.Now().Unix()
	}
	key, err := readKey()
	if err != nil {
		return "", err
	}
	return signURL(arguments[0], arguments[1], expires, key, o)
}

func main() {
	link, err := run(os.Args[1:])
	if err != nil {
		fmt.Fprintln(os.Stderr, "sign:", err)
		os.Exit(1)
	}
	fmt.Println(link)
}
