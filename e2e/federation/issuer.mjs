import { generateKeyPairSync, sign } from "node:crypto";
import { createServer } from "node:http";

const audience = "api://pcgraph";

// An OpenID Connect issuer, as far as a service needs one that checks its tokens.
export class Issuer {
  #key = generateKeyPairSync("rsa", { modulusLength: 2048 });

  async listen() {
    const jwk = { ...this.#key.publicKey.export({ format: "jwk" }), kid: "e2e", alg: "RS256", use: "sig" };
    this.server = createServer((request, response) => {
      response.setHeader("Content-Type", "application/json");
      if (request.url === "/keys") {
        response.end(JSON.stringify({ keys: [jwk] }));
      } else {
        response.end(JSON.stringify({
          issuer: this.url, jwks_uri: `${this.url}/keys`, authorization_endpoint: `${this.url}/none`,
          response_types_supported: ["code"], subject_types_supported: ["public"], id_token_signing_alg_values_supported: ["RS256"],
        }));
      }
    });
    await new Promise((resolve) => this.server.listen(0, "127.0.0.1", resolve));
    this.url = `http://127.0.0.1:${this.server.address().port}`;
  }

  // The settings with which pcgraph trusts this issuer.
  get settings() {
    return ["--auth=jwt", `--oidc-issuer=${this.url}`, `--oidc-audience=${audience}`];
  }

  // The Authorization header of a caller that may see all of these customers.
  authorization(customers) {
    const now = Math.floor(Date.now() / 1000);
    const claims = {
      iss: this.url, aud: audience, sub: "e2e", iat: now, exp: now + 3600,
      pcgraph_customers: customers, scope: "customers:read devices:read devices:secrets",
    };
    const encode = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");
    const signed = `${encode({ alg: "RS256", kid: "e2e", typ: "JWT" })}.${encode(claims)}`;
    return `Bearer ${signed}.${sign("sha256", Buffer.from(signed), this.#key.privateKey).toString("base64url")}`;
  }

  close() {
    this.server?.closeAllConnections();
    this.server?.close();
  }
}
