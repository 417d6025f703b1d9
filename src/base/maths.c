/* maths.c - the functions of maths.h that are not worth inlining, and its tables. */
#include "maths.h"

/* ---- the error function, made by 60-digit arithmetic ------------------------------------------
 */

const double maths_erf_value[MATHS_ERF_STEPS] = {
    0x0.0p+0,
    0x1.207d480e90658p-4,
    0x1.1f5e1a35c3b89p-3,
    0x1.ac45e37fe2526p-3,
    0x1.1af54e232d609p-2,
    0x1.5da9f415ff23fp-2,
    0x1.9dd0d2b721f39p-2,
    0x1.db081ce6e2a48p-2,
    0x1.0a7ef5c18edd2p-1,
    0x1.25b8a88b6dd7fp-1,
    0x1.3f196dcd0f135p-1,
    0x1.569243d2b3a9bp-1,
    0x1.6c1c9759d0e5fp-1,
    0x1.7fb9bfaed8078p-1,
    0x1.91724951b8fc6p-1,
    0x1.a1551a16aaeafp-1,
    0x1.af767a741088bp-1,
    0x1.bbef0fbde6221p-1,
    0x1.c6dad2829ec62p-1,
    0x1.d0580b2cfd249p-1,
    0x1.d8865d98abe01p-1,
    0x1.df85ea8db188ep-1,
    0x1.e5768c3b4a3fcp-1,
    0x1.ea7730ed0bbb9p-1,
    0x1.eea5557137ae0p-1,
    0x1.f21c9f12f0677p-1,
    0x1.f4f693b67bd77p-1,
    0x1.f74a6d9a38383p-1,
    0x1.f92d077f8d56dp-1,
    0x1.fab0dd89d1309p-1,
    0x1.fbe61eef4cf6ap-1,
    0x1.fcdacca0bfb73p-1,
    0x1.fd9ae142795e3p-1,
    0x1.fe307f2b503d0p-1,
    0x1.fea4218d6594ap-1,
    0x1.fefcce6813974p-1,
    0x1.ff404760319b4p-1,
    0x1.ff733814af88cp-1,
    0x1.ff9960f3eb327p-1,
    0x1.ffb5bdf67fe6fp-1,
    0x1.ffcaa8f4c9beap-1,
    0x1.ffd9f78c7524ap-1,
    0x1.ffe514bbdc197p-1,
    0x1.ffed167b12ac2p-1,
    0x1.fff2cfb0453d9p-1,
    0x1.fff6dee89352ep-1,
    0x1.fff9ba420e834p-1,
    0x1.fffbb8f1049c6p-1,
    0x1.fffd1ac4135f9p-1,
    0x1.fffe0e0140857p-1,
    0x1.fffeb3ebb267bp-1,
    0x1.ffff2436a21dcp-1,
    0x1.ffff6f9f67e55p-1,
    0x1.ffffa1de8c582p-1,
    0x1.ffffc316d9ed0p-1,
    0x1.ffffd8e1a2f22p-1,
    0x1.ffffe710d565ep-1,
    0x1.fffff039f9e8fp-1,
    0x1.fffff618c3da6p-1,
    0x1.fffff9d446cccp-1,
    0x1.fffffc2f171e3p-1,
    0x1.fffffda86faa9p-1,
    0x1.fffffe92ced93p-1,
    0x1.ffffff233ee1dp-1,
    0x1.ffffff7b91176p-1,
    0x1.ffffffb127525p-1,
    0x1.ffffffd169d0cp-1,
    0x1.ffffffe4aed5ep-1,
    0x1.fffffff01a8b6p-1,
    0x1.fffffff6d1e56p-1,
    0x1.fffffffabd229p-1,
    0x1.fffffffd01f89p-1,
    0x1.fffffffe4fa30p-1,
    0x1.ffffffff0dd2bp-1,
    0x1.ffffffff79626p-1,
    0x1.ffffffffb5be5p-1,
    0x1.ffffffffd759dp-1,
    0x1.ffffffffe9eb0p-1,
    0x1.fffffffff4188p-1,
    0x1.fffffffff9a1bp-1,
    0x1.fffffffffc9e8p-1,
    0x1.fffffffffe380p-1,
    0x1.ffffffffff11ap-1,
    0x1.ffffffffff845p-1,
    0x1.ffffffffffc05p-1,
    0x1.ffffffffffdf8p-1,
    0x1.ffffffffffef8p-1,
    0x1.fffffffffff7bp-1,
    0x1.fffffffffffbep-1,
    0x1.fffffffffffdfp-1,
    0x1.ffffffffffff0p-1,
    0x1.ffffffffffff8p-1,
    0x1.ffffffffffffcp-1,
    0x1.ffffffffffffep-1,
    0x1.fffffffffffffp-1,
    0x1.0000000000000p+0,
    0x1.0000000000000p+0,
};

const double maths_erf_slope[MATHS_ERF_STEPS] = {
    0x1.20dd750429b6dp+0,  0x1.1fbd27cdc72d3p+0,  0x1.1c62fa1e869b6p+0,  0x1.16e2d7093cd8cp+0,
    0x1.0f5d1602f7e41p+0,  0x1.05fd3ecbec298p+0,  0x1.f5f0cdaf15313p-1,  0x1.dd167c4cf9d2ap-1,
    0x1.c1efca49a5011p-1,  0x1.a5074e2157620p-1,  0x1.86e9694134b9ep-1,  0x1.681ff24b4ab04p-1,
    0x1.492e42d78d2c5p-1,  0x1.2a8dcede3673bp-1,  0x1.0cab61f084b93p-1,  0x1.dfca26f5bbf88p-2,
    0x1.a911f096fbc26p-2,  0x1.75a91a7f4d2edp-2,  0x1.45e99bcbb7915p-2,  0x1.1a0dc51a9934dp-2,
    0x1.e4652fadcb6b2p-3,  0x1.9cb5bd549b111p-3,  0x1.5ce595c455b0ap-3,  0x1.24a7b84d38971p-3,
    0x1.e723726b824a9p-4,  0x1.92470a61b6965p-4,  0x1.499d478bca735p-4,  0x1.0bf97e95f2a64p-4,
    0x1.b055303221015p-5,  0x1.5a08e85af27e0p-5,  0x1.12ceb37ff9bc3p-5,  0x1.b1160991ff737p-6,
    0x1.529b9e8cf9a1ep-6,  0x1.06ae13b0d3255p-6,  0x1.94624e78e0fafp-7,  0x1.34d7dbc76d7e5p-7,
    0x1.d4143a9dfe965p-8,  0x1.5ff2750fe7820p-8,  0x1.06918b6355624p-8,  0x1.84ba3004a50d0p-9,
    0x1.1d83170fbf6fbp-9,  0x1.a024365f771bdp-10, 0x1.2ce898809244ep-10, 0x1.afc85e0f82e12p-11,
    0x1.3360ccd23db3ap-11, 0x1.b23a5a23e4210p-12, 0x1.30538fbb77ecdp-12, 0x1.a740684026555p-13,
    0x1.2408e9ba3327fp-13, 0x1.8fdc1b2dcf7b9p-14, 0x1.0f9e1b4dd36dfp-14, 0x1.6e2367dc27f95p-15,
    0x1.e9b5e8d00ce77p-16, 0x1.44f21e49054f2p-16, 0x1.abe09e9144b5ep-17, 0x1.1783ceac28910p-17,
    0x1.6a597219a93dap-18, 0x1.d21397ead99cbp-19, 0x1.296a70f414053p-19, 0x1.789fb715aae95p-20,
    0x1.d9371e2ff7c35p-21, 0x1.26f9df8519bd7p-21, 0x1.6ce1aa3fd7bddp-22, 0x1.bfd7555a3bd68p-23,
    0x1.10b1488aeb235p-23, 0x1.4980cb3c80949p-24, 0x1.8b0cfce0579e0p-25, 0x1.d5f3a8dea7357p-26,
    0x1.155a09065d4f7p-26, 0x1.44d26de513197p-27, 0x1.7974e743dea3dp-28, 0x1.b334fac4b9f99p-29,
    0x1.f1e3523b41d7dp-30, 0x1.1a94ff571654fp-30, 0x1.3e44e45301b92p-31, 0x1.63ac6b4edc88ep-32,
    0x1.8a61745ec7d1dp-33, 0x1.b1e5acf351d87p-34, 0x1.d9a880f306bd8p-35, 0x1.0084ff125639dp-35,
    0x1.13af4f04f9998p-36, 0x1.25f9ee0b923dcp-37, 0x1.370ab8327af5ep-38, 0x1.46897d4b69fc6p-39,
    0x1.5422ef5d8949dp-40, 0x1.5f8b87a31bd85p-41, 0x1.68823e52970bep-42, 0x1.6ed2f2515e933p-43,
    0x1.7258610b3b233p-44, 0x1.72fd93e036cdcp-45, 0x1.70beaf9c7ffb6p-46, 0x1.6ba91ac734786p-47,
    0x1.63daf8b4b1e0cp-48, 0x1.5982008db1304p-49, 0x1.4cd9c04158cd7p-50, 0x1.3e296303b2297p-51,
    0x1.2dc119095729fp-52,
};

/* ---- sine and cosine ---------------------------------------------------------------------------
 */

/* An angle's cosine and sine, |t| <= pi / 4, by Taylor's series. */
static double cosine_of(double t)
{
    double z = t * t, p = 1.0 / 20922789888000;

    p = p * z - 1.0 / 87178291200;
    p = p * z + 1.0 / 479001600;
    p = p * z - 1.0 / 3628800;
    p = p * z + 1.0 / 40320;
    p = p * z - 1.0 / 720;
    p = p * z + 1.0 / 24;
    return 1 - (0.5 * z - z * z * p);
}

static double sine_of(double t)
{
    double z = t * t, p = 1.0 / 355687428096000;

    p = p * z - 1.0 / 1307674368000;
    p = p * z + 1.0 / 6227020800;
    p = p * z - 1.0 / 39916800;
    p = p * z + 1.0 / 362880;
    p = p * z - 1.0 / 5040;
    p = p * z + 1.0 / 120;
    p = p * z - 1.0 / 6;
    return t + t * z * p;
}

/* The cosine of pi x and some quarter turns more. */
static double turned(double x, int quarters)
{
    double within = fmod(x, 2); /* exact, as is the rest of the reduction */
    double halves = (2 * within + MATHS_ROUNDER) - MATHS_ROUNDER;
    double t = 3.14159265358979323846 * (within - 0.5 * halves);

    if (!(fabs(x) <= DBL_MAX))
        return NAN;
    switch (((int)halves + 4 + quarters) % 4) {
    case 0:
        return cosine_of(t);
    case 1:
        return -sine_of(t);
    case 2:
        return -cosine_of(t);
    default:
        return sine_of(t);
    }
}

double maths_cospi(double x)
{
    return turned(x, 0);
}

double maths_sinpi(double x)
{
    return turned(x, 3);
}

/* ---- powers ------------------------------------------------------------------------------------
 */

/* A number as a sum of two, the second below half an ulp of the first. */
struct pair {
    double high, low;
};

static struct pair times(struct pair a, struct pair b)
{
    double high = a.high * b.high;
    double low = fma(a.high, b.high, -high) + (a.high * b.low + a.low * b.high);

    return (struct pair){high + low, low - ((high + low) - high)};
}

double maths_power(double x, double y)
{
    struct pair power = {1, 0}, square = {x, 0};

    if (y != floor(y) || y >= 0x1p53)
        return x > 0 ? maths_exp(y * maths_log(x)) : y > 0 ? x : 1;
    for (uint64_t n = (uint64_t)y; n > 0; n /= 2, square = times(square, square))
        if (n % 2 == 1)
            power = times(power, square);
    return power.high + power.low;
}
