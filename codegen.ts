import type { CodegenConfig } from '@graphql-codegen/cli';
import { addTypenameSelectionDocumentTransform } from '@graphql-codegen/client-preset';

/** The web client's types come from the printed schema, so that the client cannot ask for what the server lacks. */
const config: CodegenConfig = {
  schema: './schema.graphql',
  documents: ['web/**/*.{ts,tsx}', '!web/graphql/generated/**', '!web/dist/**'],
  generates: {
    './web/graphql/generated/': {
      preset: 'client',
      // graphcache adds __typename before it sends; with it written down, the documents are what goes over the wire.
      documentTransforms: [addTypenameSelectionDocumentTransform],
      presetConfig: { fragmentMasking: { unmaskFunctionName: 'getFragmentData' } },
      config: {
        useTypeImports: true,
        enumsAsTypes: true,
        strictScalars: true,
        importExtension: '.ts',
        scalars: { ID: 'string', DateTime: 'string', URL: 'string', SafeInt: 'number' },
      },
    },
  },
};

export default config;
