import Hummingbird
import GRDB
import Yams
import ArgumentParser
print("x")
