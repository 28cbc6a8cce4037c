/* eslint-disable */
export const earlyIds = {
  "Viewer": "sha256:263f7f9d49beaacf7bbb4038df94821831965f471ace21b497eebfddb29f8651",
  "ThreadPage": "sha256:29b660b6e9a0e4d70799e20513bb676579d23c806a0bad1aa8b618a9f52df959",
  "ConversationHead": "sha256:4e82bc31ff2d9df38dfc5f740b438dfbacb725e3d3608ef627dca248560b9430",
  "Models": "sha256:48a5b821cbe5435af478c09e5a1c066b566cb1f138cc77032b365298e43df881",
  "Projects": "sha256:13933907482117faf75f03ce6a814c82b3d4d5cbef3fdf40ae293f31871fb04c",
  "Conversations": "sha256:a82545e588a170a1268229089911ebfad4f7f1e3b5e5cc0e370a7336183a7809"
};
