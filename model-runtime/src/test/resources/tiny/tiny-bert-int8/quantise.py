"""Quantises tiny-bert dynamically: python quantise.py ../tiny-bert/model.onnx model.onnx (onnxruntime 1.29)."""

import sys

from onnxruntime.quantization import QuantType, quantize_dynamic

quantize_dynamic(sys.argv[1], sys.argv[2], weight_type=QuantType.QInt8)
