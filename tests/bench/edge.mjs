/**
 * What the local platform's CloudFront does not do: compress texts on their way. Stands between the browser and it.
 * Gzip, since browsers take brotli over TLS alone; figures are thereby a little worse than on AWS, never better.
 *
 *     node edge.mjs PORT      listens on a free port of loopback and prints it
 */
import { createServer, request } from 'node:http';
import { createGzip } from 'node:zlib';

const TEXT = /^(text\/|application\/(json|problem\+json|manifest\+json)|image\/svg)/;
const port = Number(process.argv[2]);

const edge = createServer((asked, answer) => {
  const onward = request({ host: '127.0.0.1', port, path: asked.url, method: asked.method, headers: asked.headers }, (got) => {
    const headers = { ...got.headers };
    if (!TEXT.test(headers['content-type'] ?? '') || got.statusCode === 204) {
      answer.writeHead(got.statusCode, headers);
      return got.pipe(answer);
    }
    delete headers['content-length'];
    answer.writeHead(got.statusCode, { ...headers, 'content-encoding': 'gzip' });
    return got.pipe(createGzip()).pipe(answer);
  });
  onward.on('error', () => answer.destroy());
  asked.pipe(onward);
});

edge.listen(0, '127.0.0.1', () => console.log(edge.address().port));
