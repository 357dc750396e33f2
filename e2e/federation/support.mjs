import { ApolloServer } from "@apollo/server";
import { ApolloServerPluginInlineTraceDisabled } from "@apollo/server/plugin/disabled";
import { startStandaloneServer } from "@apollo/server/standalone";
import { buildSubgraphSchema } from "@apollo/subgraph";
import { parse } from "graphql";

// The other subgraph: a help desk, which knows customers and devices by pcgraph's ids.
export const sdl = `
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.7", import: ["@key", "@shareable"])

  type Query {
    tickets(first: Int): TicketConnection!
  }

  interface Node {
    id: ID!
  }

  type TicketConnection {
    nodes: [Ticket!]!
    pageInfo: PageInfo!
  }

  type PageInfo @shareable {
    hasNextPage: Boolean!
    hasPreviousPage: Boolean!
    startCursor: String
    endCursor: String
  }

  type Ticket implements Node @key(fields: "id") {
    id: ID!
    title: String!
    device: Device
    batch: DeviceBatch
  }

  type Customer @key(fields: "id") {
    id: ID!
    supportPlan: String!
    accountManager: String!
  }

  type Device @key(fields: "id", resolvable: false) {
    id: ID!
  }

  type DeviceBatch @key(fields: "id", resolvable: false) {
    id: ID!
  }
`;

export class Support {
  tickets = []; // { id, title, device, batch }, the last two by their ids
  requests = []; // the operation and the Authorization header of each

  async listen() {
    const reference = (id) => id && { id };
    const resolvers = {
      Query: {
        tickets: (_, { first = 50 }) => ({
          nodes: this.tickets.slice(0, first), pageInfo: { hasNextPage: this.tickets.length > first, hasPreviousPage: false },
        }),
      },
      Ticket: { device: (ticket) => reference(ticket.device), batch: (ticket) => reference(ticket.batch) },
      Customer: {
        __resolveReference: ({ id }) => ({ id, supportPlan: `plan of ${id}`, accountManager: "A. Manager" }),
      },
    };
    const plugins = [ApolloServerPluginInlineTraceDisabled()];
    this.server = new ApolloServer({ schema: buildSubgraphSchema({ typeDefs: parse(sdl), resolvers }), plugins });
    const { url } = await startStandaloneServer(this.server, {
      listen: { host: "127.0.0.1", port: 0 },
      context: async ({ req }) => {
        this.requests.push({ query: req.body.query, authorization: req.headers.authorization });
        return {};
      },
    });
    this.url = url;
  }

  close() {
    return this.server?.stop();
  }
}
