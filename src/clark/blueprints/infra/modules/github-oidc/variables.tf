# An account has one provider per issuer, and this one has nothing to choose.
