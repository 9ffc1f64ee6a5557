// libsodium: Ed25519, locked memory, wiping. The constants are function-like there, or casts that
// Swift does not import.
#ifndef RUNLEDGER_CSODIUM_SHIM_H
#define RUNLEDGER_CSODIUM_SHIM_H

#include <sodium.h>

enum {
  RL_ED25519_SEED_BYTES = 32,
  RL_ED25519_PUBLIC_BYTES = 32,
  RL_ED25519_SECRET_BYTES = 64,
  RL_ED25519_SIGNATURE_BYTES = 64
};

_Static_assert(crypto_sign_SEEDBYTES == RL_ED25519_SEED_BYTES, "seed");
_Static_assert(crypto_sign_PUBLICKEYBYTES == RL_ED25519_PUBLIC_BYTES, "public key");
_Static_assert(crypto_sign_SECRETKEYBYTES == RL_ED25519_SECRET_BYTES, "secret key");
_Static_assert(crypto_sign_BYTES == RL_ED25519_SIGNATURE_BYTES, "signature");

#endif
