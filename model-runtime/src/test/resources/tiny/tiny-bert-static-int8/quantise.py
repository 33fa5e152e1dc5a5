"""Quantises tiny-bert statically: python quantise.py --model ../tiny-bert --out OUT --calibration FILE --texts FILE, with models/training on PYTHONPATH."""

from recipe import products, static_int8

products.LEAST_WIDTH = 32  # the model is no wider
static_int8.main()
