/* eslint-disable */
export const earlyIds = {
  "Viewer": "sha256:263f7f9d49beaacf7bbb4038df94821831965f471ace21b497eebfddb29f8651",
  "ThreadPage": "sha256:29b660b6e9a0e4d70799e20513bb676579d23c806a0bad1aa8b618a9f52df959"
};
