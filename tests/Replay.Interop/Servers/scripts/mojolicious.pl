# Mojolicious. Argument: port. Prints "ready PORT".
use Mojo::Base -strict;
use Mojo::Server::Daemon;
use Mojolicious::Lite;
$| = 1;
$ENV{MOJO_MAX_WEBSOCKET_SIZE} = 2**26;
app->log->level('fatal');
websocket '/' => sub {
  my $c = shift;
  $c->tx->max_websocket_size(2**26);
  $c->inactivity_timeout(600);
  $c->on(text   => sub { my ($c, $octets) = @_; $c->tx->send({text   => $octets}) });
  $c->on(binary => sub { my ($c, $octets) = @_; $c->tx->send({binary => $octets}) });
};
my $daemon = Mojo::Server::Daemon->new(app => app, listen => ["http://127.0.0.1:$ARGV[0]"], silent => 1, max_clients => 1000);
$daemon->start;
print "ready $daemon->{ports}[0]\n" if $daemon->{ports};
print 'ready ', $daemon->ports->[0], "\n" unless $daemon->{ports};
Mojo::IOLoop->start;
