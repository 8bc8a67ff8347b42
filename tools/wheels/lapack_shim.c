/* What flang's LAPACK takes from Fortran's runtime, and complex functions with the result in an integer. */
#include <complex.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static uint64_t packed(float complex z) {
  uint64_t bits;
  memcpy(&bits, &z, sizeof bits);
  return bits;
}

uint64_t lap___divsc3(float a, float b, float c, float d) { return packed(CMPLXF(a, b) / CMPLXF(c, d)); }
uint64_t lap_csqrtf(float complex z) { return packed(csqrtf(z)); }
uint64_t lap_cexpf(float complex z) { return packed(cexpf(z)); }

double complex _FortranAzpowi(double complex z, int exponent) {
  double complex result = 1.0;
  for (int left = abs(exponent); left; left >>= 1, z *= z)
    if (left & 1) result *= z;
  return exponent < 0 ? 1.0 / result : result;
}

uint64_t _FortranAcpowi(float complex z, int exponent) {
  float complex result = 1.0f;
  for (int left = abs(exponent); left; left >>= 1, z *= z)
    if (left & 1) result *= z;
  return packed(exponent < 0 ? 1.0f / result : result);
}

/* Fortran compares as if the shorter text were padded with blanks. */
int _FortranACharacterCompareScalar1(const char *x, const char *y, long long nx, long long ny) {
  for (long long i = 0; i < nx || i < ny; i++) {
    unsigned char a = i < nx ? x[i] : ' ', b = i < ny ? y[i] : ' ';
    if (a != b) return a < b ? -1 : 1;
  }
  return 0;
}

int _FortranAExponent8_4(double x) {
  int exponent = 0;
  if (x != 0) frexp(x, &exponent);
  return exponent;
}

int _FortranAExponent4_4(float x) { return _FortranAExponent8_4(x); }

void _FortranAAssign(void *to, void *from, void *file, int line) { abort(); } /* only in ?bdsvdx */

char chla_transtype_(int *code) { return *code == 111 ? 'N' : *code == 112 ? 'T' : *code == 113 ? 'C' : 'X'; }

int xerbla_(char *, int *, int);
void xerbla_array_(char *name, int *length, int *info) { xerbla_(name, info, *length); }
