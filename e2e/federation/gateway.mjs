import { ApolloGateway, RemoteGraphQLDataSource } from "@apollo/gateway";
import { ApolloServer } from "@apollo/server";
import { startStandaloneServer } from "@apollo/server/standalone";
import { composeServices } from "@apollo/composition";
import { parse } from "graphql";

// Composes subgraphs, { name, url, sdl }, into a supergraph: { supergraphSdl } or { errors }.
export function compose(...subgraphs) {
  return composeServices(subgraphs.map(({ name, url, sdl }) => ({ name, url, typeDefs: parse(sdl) })));
}

// A gateway hands on who asks: what a caller may see, each subgraph decides by itself.
class Subgraph extends RemoteGraphQLDataSource {
  willSendRequest({ request, context }) {
    if (context.authorization) {
      request.http.headers.set("Authorization", context.authorization);
    }
  }
}

export class Gateway {
  async listen(supergraphSdl) {
    process.env.APOLLO_TELEMETRY_DISABLED = "1";
    const logger = { debug() {}, info() {}, warn() {}, error: console.error };
    const gateway = new ApolloGateway({ supergraphSdl, logger, buildService: ({ url }) => new Subgraph({ url }) });
    this.server = new ApolloServer({ gateway, logger });
    const { url } = await startStandaloneServer(this.server, {
      listen: { host: "127.0.0.1", port: 0 },
      context: async ({ req }) => ({ authorization: req.headers.authorization }),
    });
    this.url = url;
  }

  close() {
    return this.server?.stop();
  }
}
