# A block of a fixture as a plain table of sections, or what is wrong with it.
#
# What a fixture says and nobody looks at is a check that cannot fail: so everything that would be
# ignored is an error here, an unknown section before all.

package Test::Nginx::Socket::Sections;

use v5.36;

use Exporter 'import';

our @EXPORT_OK = qw(filter_block sections_of defects count_requests entries_of @CONFIGURATION);

our @CONFIGURATION = qw(
    config http_config main_config post_main_config user_files log_level http2
);
my @REQUEST  = qw(request raw_request pipelined_requests);
my @UPSTREAM = qw(
    tcp_listen tcp_reply tcp_reply_delay tcp_no_close tcp_query tcp_query_len
);

# One expectation for each request where there are several.
my @PER_REQUEST = qw(
    error_code error_code_like
    response_headers response_headers_like raw_response_headers_like raw_response_headers_unlike
    response_body response_body_like response_body_unlike
);
my @RESPONSE = (@PER_REQUEST, qw(response_body_filters incomplete_response));
my @PATTERNS = qw(error_log no_error_log access_log no_access_log);
my @LOG      = (@PATTERNS, qw(grep_error_log grep_error_log_out));
my @CLIENT   = qw(
    more_headers raw_request_middle_delay timeout abort ignore_response curl
);

my @FOR_MUST_DIE = (
    @CONFIGURATION,
    qw(must_die request error_log no_error_log grep_error_log grep_error_log_out timeout),
);

my %KNOWN = map { $_ => 1 } (
    @CONFIGURATION, @REQUEST, @UPSTREAM, @RESPONSE, @LOG, @CLIENT,
    qw(must_die init wait ONLY LAST),
);

# Where $TEST_NGINX_NAME stands for the environment's value.
my %EXPANDED = map { $_ => 1 } (
    @CONFIGURATION, qw(tcp_listen pipelined_requests response_body grep_error_log_out),
);

# Left side: what makes no sense without the right side.
my %NEEDS = (
    (map { $_ => 'tcp_listen' } grep { $_ ne 'tcp_listen' } @UPSTREAM),
    (map { $_ => 'config' } grep { $_ ne 'config' } @CONFIGURATION),
    tcp_listen               => 'tcp_reply',
    tcp_reply_delay          => 'tcp_reply',
    grep_error_log           => 'grep_error_log_out',
    grep_error_log_out       => 'grep_error_log',
    raw_request_middle_delay => 'raw_request',
);

# Left side: what takes the meaning from the right side.
my %EXCLUDES = (
    raw_request        => [qw(request pipelined_requests more_headers http2)],
    pipelined_requests => [qw(request http2)],
    error_code         => ['error_code_like'],
    ignore_response    => \@RESPONSE,
);

# Runs the filters of the block. Returns what is wrong with its text.
sub filter_block ($block) {
    my %count;
    $count{$_}++ for @{ $block->_section_order };
    my @defects = map { "section '$_' stands twice" } grep { $count{$_} > 1 } sort keys %count;
    for my $name (sort keys %count) {
        my ($line) = ($block->$name // '') =~ /^(---(?: +\w|\w).*)$/m or next;
        push @defects, "section '$name' holds the line '$line', which looks like a section";
    }
    eval { $block->run_filters; 1 } or push @defects, "a filter fails: " . $@ =~ s/\s+/ /gr;
    return @defects;
}

sub sections_of ($block) {
    my %section;
    for my $name (keys %KNOWN) {
        my $value = $block->$name;
        $section{$name} = $value if defined $value;
    }
    return \%section;
}

# What is wrong with a block as a whole. The names are those that stand in the fixture.
sub defects ($section, @names) {
    my @defects = map { "unknown section '$_'" } grep { !$KNOWN{$_} } @names;
    push @defects, map { "section '$_' has no value" }
        grep { $KNOWN{$_} && !defined $section->{$_} } @names;
    for my $name (sort keys %$section) {
        if (my $needed = $NEEDS{$name}) {
            push @defects, "section '$name' needs section '$needed'" if !exists $section->{$needed};
        }
        push @defects, map { "section '$name' excludes section '$_'" }
            grep { exists $section->{$_} } @{ $EXCLUDES{$name} // [] };
    }
    push @defects, map { "section '$_' holds no pattern" }
        grep { exists $section->{$_} && !entries_of($section->{$_}) } @PATTERNS;
    push @defects, map { "\$TEST_NGINX_... is not expanded in section '$_'" }
        grep { !$EXPANDED{$_} && grep { /\$TEST_NGINX_[A-Z]/ } entries_of($section->{$_}) }
        sort keys %$section;
    push @defects,
        exists $section->{must_die} ? must_die_defects($section) : request_defects($section);
    return @defects;
}

sub must_die_defects ($section) {
    my %allowed = map { $_ => 1 } @FOR_MUST_DIE, qw(ONLY LAST);
    return map { "section '$_' is not looked at with 'must_die'" }
        grep { !$allowed{$_} } sort keys %$section;
}

sub request_defects ($section) {
    my @given = grep { exists $section->{$_} } @REQUEST;
    return "there is no request: section 'request', 'raw_request' or 'pipelined_requests'"
        if !@given;
    return "section 'pipelined_requests' is not an array"
        if exists $section->{pipelined_requests} && ref $section->{pipelined_requests} ne 'ARRAY';
    my $count = count_requests($section);
    my @defects;
    for my $name (@PER_REQUEST, 'more_headers') {
        my $value = $section->{$name} // next;
        if (ref $value eq 'ARRAY') {
            push @defects, "section '$name' has " . @$value . " entries for $count request(s)"
                if @$value != $count;
            push @defects, "section '$name' has an undefined entry" if grep { !defined } @$value;
        }
        elsif ($count > 1 && $name ne 'more_headers') {
            push @defects, "section '$name' is no array, but there are $count requests";
        }
    }
    return @defects;
}

sub count_requests ($section) {
    my $requests = $section->{pipelined_requests} // $section->{request};
    return ref $requests eq 'ARRAY' ? scalar @$requests : 1;
}

# The entries of a section: the lines of a text, or the elements of an array.
sub entries_of ($value) {
    return ()                        if !defined $value;
    return grep { defined } @$value  if ref $value eq 'ARRAY';
    return ($value)                  if ref $value;
    return grep { length } split /\n+/, $value;
}

1;
