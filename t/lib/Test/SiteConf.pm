# Fixtures of mistakes in a configuration: each block is one, for which nginx must not start.
#
# The section `config` stands in a file of its own, site.conf, which the server includes, so that the
# lines are known. Where `error_log` says "in site.conf:", it means the full name of that file.

package Test::SiteConf;

use v5.36;

use Exporter 'import';
use Test::Nginx::Socket;

our @EXPORT = qw(blocks_are_mistakes);

sub blocks_are_mistakes {
    add_block_preprocessor {
        my ($block) = @_;
        my $root = server_root();
        my $text = $block->error_log =~ s{ in \Ksite\.conf:}{$root/conf/site.conf:}r;
        $block->set_value(error_log  => $text =~ s{\$TEST_NGINX_SERVER_ROOT}{$root}r);
        $block->set_value(must_die   => 1);
        $block->set_value(user_files => ($block->user_files // '') . ">>> ../conf/site.conf\n" . $block->config);
        $block->set_value(config     => 'include site.conf;');
    };
    return;
}

1;
