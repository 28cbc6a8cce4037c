import { builder } from '../graphql/builder.ts';
import '../graphql/errors.ts';
import '../graphql/scalars.ts';
import '../user/schema.ts';
import '../user/profile-schema.ts';
import '../user/sessions-schema.ts';
import '../user/account-schema.ts';
import '../model/schema.ts';
import '../project/schema.ts';
import '../preset/schema.ts';
import '../conversation/schema.ts';
import '../conversation/organize-schema.ts';
import '../usage/schema.ts';
import '../usage/report-schema.ts';
import '../usage/ledger-schema.ts';
import '../generation/schema.ts';
import '../message/schema.ts';
import '../message/thread-schema.ts';
import '../message/send-schema.ts';
import '../message/fork-schema.ts';
import '../message/context-schema.ts';
import '../message/feedback-schema.ts';
import '../feed/schema.ts';
import '../search/schema.ts';
import './server-info.ts';
import './nodes.ts';

/** The whole schema: every domain's part, put together. */
export const schema = builder.toSchema();
