/** A receiver as others write it: Node's own web server and the standard's library. Prints its port, then what came. */
import { createServer } from "node:http";
import { Webhook } from "standardwebhooks";

const checker = new Webhook(process.argv[2]);
const server = createServer(async (request, response) => {
  let body = "";
  for await (const piece of request.setEncoding("utf8")) body += piece;
  try {
    const message = checker.verify(body, request.headers);
    console.log(JSON.stringify({ id: request.headers["webhook-id"], type: message.type }));
    response.writeHead(204).end();
  } catch (fault) {
    console.log(JSON.stringify({ refused: String(fault.message) }));
    response.writeHead(400).end(String(fault.message));
  }
});
server.listen(0, "127.0.0.1", () => console.log(server.address().port));
