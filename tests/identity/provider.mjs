// The identity provider that the tests of partner sign-in start: npm's oidc-provider, with people and keys told on the command line.
// node provider.mjs '{"host": "localhost", "clientId": …, "clientSecret": …, "redirects": […], "people": [{"sub", "email", "email_verified", "name"}]}'
// Prints its issuer. POST /test/as/<sub> chooses who signs in next (no page asks for a password); POST /test/rotate signs with a
// new key from then on.
import { generateKeyPairSync } from "node:crypto";
import http from "node:http";
import { Provider } from "oidc-provider";

const told = JSON.parse(process.argv[2]);
const people = new Map(told.people.map((p) => [p.sub, p]));
let who = told.people[0].sub;
const key = (kid) => ({ ...generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey.export({ format: "jwk" }), kid, use: "sig", alg: "RS256" });

let answer;
const server = http.createServer((request, response) => answer(request, response));
server.listen(0, "127.0.0.1", () => {
  const issuer = `http://${told.host}:${server.address().port}`;
  const make = (kid) => {
    const provider = new Provider(issuer, {
      clients: [{ client_id: told.clientId, client_secret: told.clientSecret, redirect_uris: told.redirects, grant_types: ["authorization_code"], response_types: ["code"] }],
      jwks: { keys: [key(kid)] },
      claims: { openid: ["sub"], email: ["email", "email_verified"], profile: ["name"] },
      conformIdTokenClaims: !told.claimsInToken,
      pkce: { required: () => true },
      features: { devInteractions: { enabled: false } },
      interactions: { url: (_ctx, interaction) => `/interaction/${interaction.uid}` },
      cookies: { keys: ["tests only"] },
      ttl: { Session: 60, Grant: 60, Interaction: 60, AccessToken: 60, IdToken: 300, AuthorizationCode: 60 },
      async findAccount(_ctx, sub) {
        const found = people.get(sub);
        return found && { accountId: sub, claims: async () => found };
      },
    });
    const callback = provider.callback();
    return async (request, response) => {
      const path = new URL(request.url, issuer).pathname;
      if (path.startsWith("/test/as/")) { who = decodeURIComponent(path.slice(9)); response.end("{}"); return; }
      if (path === "/test/rotate") { answer = make(`${kid}x`); response.end("{}"); return; }
      if (path.startsWith("/interaction/")) {
        const { params, prompt } = await provider.interactionDetails(request, response);
        const result = {};
        if (prompt.name === "login") result.login = { accountId: who };
        else {
          const grant = new provider.Grant({ accountId: who, clientId: params.client_id });
          grant.addOIDCScope(params.scope);
          result.consent = { grantId: await grant.save() };
        }
        await provider.interactionFinished(request, response, result, { mergeWithLastSubmission: true });
        return;
      }
      callback(request, response);
    };
  };
  answer = make("first");
  console.log(issuer);
});
