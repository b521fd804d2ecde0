"""Linear algebra with numpy, which starts threads of its own."""

# outcomes: ok
# needs: numpy
# limits: wall=40s cpu=40s memory=1024MiB processes=64
import numpy

generator = numpy.random.default_rng(0)
matrix = generator.normal(size=(400, 400))
product = matrix @ numpy.linalg.inv(matrix)
assert abs(product - numpy.eye(400)).max() < 1e-6
numpy.save("matrix.npy", matrix)
assert numpy.load("matrix.npy", mmap_mode="r").shape == (400, 400)
