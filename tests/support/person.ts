import { randomUUID } from 'node:crypto';
import { type Client, createClient } from 'graphql-ws';
import { onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import { type GenerationEvent, Reading } from './reading.ts';

export type Answer<Data = Record<string, any>> = {
  data?: Data | null;
  errors?: { message: string; path?: (string | number)[]; extensions: Record<string, any> }[];
};

export type SendInput = {
  text?: string;
  idempotencyKey?: string;
  conversationId?: string | null;
  parentId?: string | null;
  modelId?: string | null;
  projectId?: string | null;
  temperature?: number | null;
};

export type Sent = { conversation: string; question: string; reply: string; generation: string };

const sendDocument = `mutation Send($input: SendMessageInput!) {
  sendMessage(input: $input) {
    __typename
    ... on SendMessagePayload {
      conversation { id title model { id name } }
      userMessage { id text parent { id } }
      assistantMessage { id text parent { id } }
      generation { id status seq }
    }
    ... on UserError { code message }
    ... on ValidationError { issues { path message } }
    ... on LimitError { retryAt }
  }
}`;

export const followDocument = `subscription Follow($id: ID!, $after: Int, $minIntervalMs: Int) {
  generation(id: $id, after: $after, minIntervalMs: $minIntervalMs) {
    __typename
    ... on GenerationSnapshot { seq text }
    ... on GenerationDelta { fromSeq seq text }
    ... on GenerationEnded {
      seq
      generation { id status finishReason failureMessage failureReason retryAt seq usage { inputTokens outputTokens } message { id text } }
    }
  }
}`;

export type Transport = 'websocket' | 'sse';

/** Somebody who uses Parley through its API, as a third-party program would: over HTTP, SSE and WebSocket. */
export class Person {
  readonly url: string;
  readonly name: string;
  cookie: string | null;
  /** A program of this person: it shows a token instead of a cookie. */
  token: string | null = null;
  readonly email: string;

  constructor(url: string, name: string, cookie: string | null, email = `${name.toLowerCase()}@example.org`) {
    this.url = url;
    this.name = name;
    this.cookie = cookie;
    this.email = email;
  }

  static async signUp(url: string, name: string): Promise<Person> {
    const person = new Person(url, name, null);
    const response = await person.auth('/sign-up/email', {
      name,
      email: person.email,
      password: 'correct horse',
    });
    if (!response.ok)
      throw new Error(`${name} could not sign up: ${response.status} ${await response.text()}`);
    return person;
  }

  /** The same person at another server. */
  at(url: string): Person {
    const there = new Person(url, this.name, this.cookie, this.email);
    there.token = this.token;
    return there;
  }

  /** Calls a sign-in endpoint as a page of this server would, and keeps the cookie it sets. */
  async auth(path: string, body: object, headers: Record<string, string> = {}): Promise<Response> {
    const response = await fetch(`${this.url}/api/auth${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: this.url, ...this.credentials(), ...headers },
      body: JSON.stringify(body),
    });
    const set = response.headers.getSetCookie().map((line) => line.split(';')[0] ?? '');
    if (set.length > 0) this.cookie = set.filter((pair) => !pair.endsWith('=')).join('; ') || null;
    return response;
  }

  /** What proves who it is, over any transport. */
  credentials(): Record<string, string> {
    return {
      ...(this.cookie ? { cookie: this.cookie } : {}),
      ...(this.token ? { authorization: `Bearer ${this.token}` } : {}),
    };
  }

  /** A program with a token of this person. */
  async program(...scopes: string[]): Promise<Person & { tokenId: string }> {
    const input = { name: `${this.name}’s program`, scopes: scopes.length > 0 ? scopes : ['WRITE'] };
    const made = await this.does('createApiToken', input, 'secret apiToken { id }');
    return Object.assign(this.withToken(made.secret), { tokenId: made.apiToken.id as string });
  }

  /** Somebody at this server who shows this token and no cookie. */
  withToken(token: string): Person {
    return Object.assign(new Person(this.url, this.name, null, this.email), { token });
  }

  post(body: unknown, headers: Record<string, string> = {}): Promise<Response> {
    return fetch(`${this.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...this.credentials(), ...headers },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
  }

  async graphql<Data = Record<string, any>>(query: string, variables: object = {}): Promise<Answer<Data>> {
    const response = await this.post({ query, variables });
    return (await response.json()) as Answer<Data>;
  }

  /** The data of a query that must not fail. */
  async asks<Data = Record<string, any>>(query: string, variables: object = {}): Promise<Data> {
    const { data, errors } = await this.graphql<Data>(query, variables);
    if (errors || !data) throw new Error(`${this.name} asked in vain: ${JSON.stringify(errors)}\n${query}`);
    return data;
  }

  /** Runs a mutation and returns whatever union member came back; errors with code and message. */
  async does(mutation: string, input: object, payload: string): Promise<Record<string, any>> {
    const [first = ''] = mutation;
    const document = `mutation Do($input: ${first.toUpperCase()}${mutation.slice(1)}Input!) {
      ${mutation}(input: $input) {
        __typename
        ... on ${first.toUpperCase()}${mutation.slice(1)}Payload { ${payload} }
        ... on UserError { code message }
      }
    }`;
    return (await this.asks(document, { input }))[mutation];
  }

  /** Edits, regenerates or continues a message; returns whatever union member came back. */
  async tryGrow(mutation: string, input: object): Promise<Record<string, any>> {
    const document = `mutation Grow($input: ${mutation[0]!.toUpperCase()}${mutation.slice(1)}Input!) {
      ${mutation}(input: $input) {
        __typename
        ... on SendMessagePayload {
          conversation { id }
          userMessage { id text siblingIndex siblingIds parent { id } }
          assistantMessage { id text siblingIndex siblingIds parent { id } }
          generation { id model { name } continuedFrom { id } }
        }
        ... on UserError { code message }
        ... on ValidationError { issues { path message } }
      }
    }`;
    return (await this.asks(document, { input: { idempotencyKey: randomUUID(), ...input } }))[mutation];
  }

  /** The same, when it must not fail. */
  async grows(mutation: string, input: object): Promise<Sent> {
    const sent = await this.tryGrow(mutation, input);
    if (sent.__typename !== 'SendMessagePayload') throw new Error(`not done: ${JSON.stringify(sent)}`);
    return {
      conversation: sent.conversation.id,
      question: sent.userMessage?.id,
      reply: sent.assistantMessage.id,
      generation: sent.generation.id,
    };
  }

  /** Texts of the thread that is shown, oldest first. */
  async thread(conversation: string, args = 'last: 100'): Promise<string[]> {
    const data = await this.asks(
      `query Thread($id: ID!) { node(id: $id) { ... on Conversation { thread(${args}) { nodes { text } } } } }`,
      { id: conversation },
    );
    return data.node.thread.nodes.map(({ text }: { text: string }) => text);
  }

  /** Sends and returns whatever union member came back. */
  async trySend(input: SendInput = {}): Promise<Record<string, any> & { __typename: string }> {
    const full = { idempotencyKey: randomUUID(), text: 'Hello', ...input };
    return (await this.asks(sendDocument, { input: full })).sendMessage;
  }

  async sends(text = 'Hello', input: SendInput = {}): Promise<Sent> {
    const sent = await this.trySend({ text, ...input });
    if (sent.__typename !== 'SendMessagePayload') throw new Error(`not sent: ${JSON.stringify(sent)}`);
    return {
      conversation: sent.conversation.id,
      question: sent.userMessage.id,
      reply: sent.assistantMessage.id,
      generation: sent.generation.id,
    };
  }

  async stops(generation: string): Promise<Record<string, any>> {
    const document = `mutation Stop($input: StopGenerationInput!) {
      stopGeneration(input: $input) {
        __typename
        ... on StopGenerationPayload { generation { id status } }
        ... on UserError { code message }
      }
    }`;
    return (await this.asks(document, { input: { generationId: generation } })).stopGeneration;
  }

  /** Text and ending of a reply as the database has them. */
  async reads(reply: string): Promise<{ text: string; status: string; failureMessage: string | null }> {
    const document = `query Read($id: ID!) {
      node(id: $id) { ... on Message { text generation { status failureMessage } } }
    }`;
    const { node } = await this.asks(document, { id: reply });
    return { text: node.text, ...node.generation };
  }

  /** A graphql-ws client of this person; it ends with the test. */
  socket(options: Partial<Parameters<typeof createClient>[0]> = {}): Client {
    const cookie = this.credentials();
    class WithCookie extends WebSocket {
      constructor(address: string, protocols: string | string[]) {
        super(address, protocols, { headers: cookie });
      }
    }
    const url = `${this.url.replace('http', 'ws')}/graphql`;
    const client = createClient({ url, webSocketImpl: WithCookie, retryAttempts: 0, lazy: true, ...options });
    onTestFinished(() => void client.dispose());
    return client;
  }

  /** Follows a generation; every event is kept in order. */
  follows(
    generation: string,
    { after = null, minIntervalMs = 20, over = 'websocket' }: FollowOptions = {},
  ): Reading {
    const variables = { id: generation, after, minIntervalMs };
    const request = { query: followDocument, variables };
    return over === 'sse' ? Reading.overSse(this, request) : Reading.overSocket(this.socket(), request);
  }
}

export type FollowOptions = { after?: number | null; minIntervalMs?: number; over?: Transport };
export type { GenerationEvent };
