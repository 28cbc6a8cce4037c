/** What the demo model says. Its GraphQL operations are checked against schema.graphql by a test. */

export const tour = `I am Parley's **built-in demo**, not a real model: my answers are scripted, so that you can look \
around before you connect one.

## What Parley is

Parley is a ChatGPT that you host yourself, and every feature of it is a typed GraphQL operation.

- **Nothing gets lost.** Reload this page while I am still writing: the answer goes on where it was.
- **Stop whenever you like.** What was written up to then is kept.
- **One database.** Everything lives in PostgreSQL, on a laptop as well as on a fleet.

| You want to | Do this |
|---|---|
| send a message | press Enter |
| begin a new line | press Shift+Enter |
| stop an answer | press the stop button |
| use the API | open \`/graphql\` |

Here is a first operation for it:

\`\`\`graphql
query WhoAmI {
  viewer {
    id
  }
  models {
    name
    displayName
    provider
  }
}
\`\`\`

Write again and I will tell you **how to connect a real model**.`;

export const connecting = `This is still the demo speaking. To talk to a **real model**, choose one of these:

1. **OpenAI.** Start Parley with your key:

   \`\`\`sh
   OPENAI_API_KEY=sk-… npm start
   \`\`\`

2. **Any server that speaks OpenAI's protocol** (vLLM, llama.cpp, LM Studio, a gateway):

   \`\`\`sh
   OPENAI_BASE_URL=http://127.0.0.1:8000/v1 npm start
   \`\`\`

3. **Ollama on this machine.** Parley finds it by itself, even while it is running:

   \`\`\`sh
   ollama pull llama3.2
   ollama serve
   \`\`\`

\`PARLEY_MODELS=gpt-4.1,gpt-4o-mini\` narrows the model picker to the models you name; the first is the default.

Ask me about the **API** next.`;

export const api = `Everything this page does, your own program can do with the same schema. (I am the demo, so this text \
is scripted, but the operations below work.)

Send a message:

\`\`\`graphql
mutation Send {
  sendMessage(input: { idempotencyKey: "my-first-call", text: "Hello, Parley" }) {
    ... on SendMessagePayload {
      conversation {
        id
      }
      generation {
        id
      }
    }
    ... on UserError {
      code
      message
    }
  }
}
\`\`\`

Then follow the answer while it is written:

\`\`\`graphql
subscription Follow($generation: ID!) {
  generation(id: $generation) {
    ... on GenerationSnapshot {
      seq
      text
    }
    ... on GenerationDelta {
      fromSeq
      seq
      text
    }
    ... on GenerationEnded {
      generation {
        status
      }
    }
  }
}
\`\`\`

> If the connection drops, subscribe again with the last \`seq\` as \`after\`: you miss nothing and get nothing twice.`;

export const passing = [
  `I am only the demo, so I cannot really answer that. A real model can: set \`OPENAI_API_KEY\` or start **Ollama**, and \
it will appear in the model picker.`,
  `My script ends about here. You can still try things out: reload in mid-answer, open a second tab, rename this \
conversation in the sidebar, or ask me about the **API**.`,
  `Scripted as I am, I can show what text looks like here: *emphasis*, \`inline code\`, and a list.

- It streams word by word.
- It is stored before you see it.
- It survives a crash of the server.`,
];
