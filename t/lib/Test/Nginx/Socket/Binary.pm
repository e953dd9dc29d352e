# Which nginx is tested: its executable, its version, what it was built with.

package Test::Nginx::Socket::Binary;

use v5.36;

use Exporter 'import';
use File::Spec ();

our @EXPORT_OK = qw(nginx_binary nginx_at_least nginx_built_without);

# Debian keeps nginx in a directory that is not on every user's PATH.
sub nginx_binary {
    state $binary = do {
        my $name = $ENV{TEST_NGINX_BINARY} || 'nginx';
        my @candidates = $name =~ m{/}
            ? File::Spec->rel2abs($name)
            : map { "$_/$name" } File::Spec->path, '/usr/sbin';
        my ($found) = grep { -f && -x } @candidates;
        $found // die "nginx is not found: tried @candidates (set TEST_NGINX_BINARY)\n";
    };
    return $binary;
}

sub description {
    state $description = do {
        my $binary = nginx_binary();
        my $text = qx{'$binary' -V 2>&1};
        die "'$binary -V' fails: $text\n" if $? || $text !~ m{nginx/\d};
        $text;
    };
    return $description;
}

sub nginx_at_least ($wanted) {
    my ($version) = description() =~ m{nginx/(\d+\.\d+\.\d+)};
    return version->parse($version) >= version->parse($wanted);
}

sub nginx_built_without ($module) {
    return description() =~ /--without-\Q$module\E(?:\s|$)/;
}

1;
