# Echoes with Mojolicious. Prints the port it listens on.
use Mojolicious::Lite -signatures;
use Mojo::Server::Daemon;
use Mojo::IOLoop;

$| = 1;
app->log->level('fatal');
app->secrets(['test']);
websocket '/*rest' => { rest => '' } => sub ($c) {
  $c->tx->max_websocket_size(64 * 1024 * 1024);
  $c->on(text   => sub ($c, $text)   { $c->send({ text   => $text }) });
  $c->on(binary => sub ($c, $octets) { $c->send({ binary => $octets }) });
};
my $daemon = Mojo::Server::Daemon->new(app => app, listen => ['http://127.0.0.1'], silent => 1);
$daemon->start;
say $daemon->ports->[0];
Mojo::IOLoop->start unless Mojo::IOLoop->is_running;
