/*
 * numpy_log.h - the logarithm that NumPy's Gaussian numbers are made with, bit by bit: NumPy takes
 * the C library's, and this is glibc's (2.28 and later) on processors with fused multiply-adds,
 * here on every processor and with every C library.
 */
#ifndef OPTOP_NUMPY_LOG_H
#define OPTOP_NUMPY_LOG_H

/*
 * The natural logarithm of a normal number x > 0, within 0.52 ulp. So it is not always the nearest
 * number: about one result in 1,200 is the one next to it, and has to be here, too.
 */
double numpy_log(double x);

#endif
