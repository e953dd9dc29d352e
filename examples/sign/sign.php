<?php
// Signs links. To copy: token(), sign_url() and read_key(); README.md beside this file explains them.

declare(strict_types=1);

/** The token of a path (mode 'query') or of a segment of it (mode 'path'), both as nginx decodes them. */
function token(string $mode, string $signed, int $expires, string $key, ?string $ip, string $algorithm): string
{
    if ($expires < 0 || $expires > 999_999_999_999) {
        throw new InvalidArgumentException("expires must be in whole seconds since 1970, not $expires");
    }
    if ($ip !== null) {
        if (!filter_var($ip, FILTER_VALIDATE_IP)) {
            throw new InvalidArgumentException("\"$ip\" is no IP address");
        }
        // As nginx writes it: IPv6 in the form of RFC 5952, an IPv4-mapped address as IPv4.
        $ip = preg_replace('/^::ffff:(?=.*\.)/', '', inet_ntop(inet_pton($ip)));
    }
    $digest = match ("$mode $algorithm") {
        'query md5' => md5("$expires$signed$ip $key", true),
        'path md5' => md5("{$signed}_{$key}_{$expires}_$ip", true),
        'query hmac-sha256', 'path hmac-sha256' => hash_hmac('sha256', "$expires $ip $signed", $key, true),
        default => throw new InvalidArgumentException("there is no mode \"$mode\" with algorithm \"$algorithm\""),
    };
    // base64url without padding
    return rtrim(strtr(base64_encode($digest), '+/', '-_'), '=');
}

/** The URL with its token in it. $url is percent-encoded, $id is not, $expires is a time such as time() + 3600. */
function sign_url(string $mode, string $url, int $expires, string $key, ?string $ip = null,
    string $algorithm = 'md5', ?string $scope = null, ?string $id = null): string
{
    $form = '~^(https?://[^/?#\s]+)?(/(?:[!$&-;=@-Z_a-z\~]|%[0-9A-Fa-f]{2})*)(\?[^#\s]*)?(#\S*)?$~D';
    if (!preg_match($form, $url, $parts)) {
        throw new InvalidArgumentException("no percent-encoded URL with a path: \"$url\"");
    }
    [, $origin, $path, $query, $fragment] = $parts + ['', '', '', '', ''];
    // Not urldecode(), which takes "+" for a space.
    $decoded = rawurldecode($path);
    if (preg_match('~//|/\.\.?(/|$)~D', $decoded)) {
        throw new InvalidArgumentException("nginx resolves \"//\", \".\" and \"..\", so none can be in a path: \"$url\"");
    }
    if ($mode === 'path') {
        if ($scope !== null) {
            throw new InvalidArgumentException('a scope is for query mode: in path mode a segment is signed, the id');
        }
        // A token that the URL has already is replaced: nginx takes the first one.
        $pair = '~([^/]/)[A-Za-z0-9_-]{' . ($algorithm === 'md5' ? 22 : 43) . '}(?:=|%3[Dd]){0,2}/[0-9]{1,12}(?:/|$)~D';
        $segments = explode('/', preg_replace($pair, '$1', $path, 1));
        $place = array_search($id, array_map('rawurldecode', $segments), true);
        if ($place === false || $id === '' || str_contains($id, '/')) {
            throw new InvalidArgumentException("no segment \"$id\" in the path: \"$url\"");
        }
        if (preg_match($pair, implode('/', array_slice($segments, 0, $place + 1)))) {
            throw new InvalidArgumentException("the URL has two tokens before \"$id\": \"$url\"");
        }
        array_splice($segments, $place + 1, 0, [token($mode, $id, $expires, $key, $ip, $algorithm), $expires]);
        return $origin . implode('/', $segments) . $query . $fragment;
    }
    if ($id !== null) {
        throw new InvalidArgumentException('an id is for path mode: in query mode the path is signed');
    }
    if (preg_match('~[?&](md5|expires)=~i', $query)) {
        throw new InvalidArgumentException("the URL has a token already: \"$url\"");
    }
    $signed = match ($scope ?? 'directory') {
        'file' => $decoded,
        'directory' => substr($decoded, 0, strrpos($decoded, '/') + 1), // with its last "/"
        default => throw new InvalidArgumentException("there is no scope \"$scope\""),
    };
    $token = token($mode, $signed, $expires, $key, $ip, $algorithm);
    $before = strlen($query) > 1 ? "$query&" : '?';
    // The parameters have these names with every algorithm.
    return "$origin$path{$before}md5=$token&expires=$expires$fragment";
}

/** The key: the first line of a file, or a variable of the environment. An argument would show in the list of processes. */
function read_key(): string
{
    $key = (string) getenv('SECURE_TOKEN_KEY');
    $file = getenv('SECURE_TOKEN_KEY_FILE');
    if ($file !== false) {
        if (!is_readable($file)) {
            throw new InvalidArgumentException("the file \"$file\" cannot be read");
        }
        // The line's end is no part of the key; a space is.
        $key = preg_split('/\r?\n/', file_get_contents($file), -1, PREG_SPLIT_NO_EMPTY)[0] ?? '';
    }
    if (strlen($key) < 6) {
        throw new InvalidArgumentException('a key in SECURE_TOKEN_KEY, or in SECURE_TOKEN_KEY_FILE, has 6 bytes at least');
    }
    return $key;
}

// The command line.
const USAGE = 'usage: php sign.php query|path URL UNIXTIME|+SECONDS [--ip ADDRESS] [--algorithm md5|hmac-sha256]'
    . ' [--scope directory|file] [--id SEGMENT]';
try {
    $options = [];
    foreach (array_chunk(array_slice($argv, 4), 2) as $pair) {
        if (count($pair) < 2 || !in_array($pair[0], ['--ip', '--algorithm', '--scope', '--id'], true)) {
            throw new InvalidArgumentException("$pair[0] is no option with a value\n" . USAGE);
        }
        $options[substr($pair[0], 2)] = $pair[1];
    }
    if ($argc < 4) {
        throw new InvalidArgumentException(USAGE);
    }
    if (!preg_match('/^(\+?)([1-9][0-9]{0,11})$/D', $argv[3], $time)) {
        throw new InvalidArgumentException(
            "expires must be whole seconds, as in 1893456000 or +3600, not \"$argv[3]\"");
    }
    $expires = (int) $time[2] + ($time[1] ? time() : 0);
    echo sign_url($argv[1], $argv[2], $expires, read_key(), ...$options), "\n";
} catch (InvalidArgumentException $error) {
    fwrite(STDERR, "sign: {$error->getMessage()}\n");
    exit(1);
}
