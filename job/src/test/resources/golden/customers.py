"""A table of customers with categories and missing values, made up, and what scikit-learn makes of it.

    python3 customers.py

writes ../../../main/resources/dev/kindling/data/customers.csv.gz, always the same 800 rows, and
columns.json: the inputs that scikit-learn's ColumnTransformer, fitted to all rows, makes of the
first 40 of them. What is fitted (mean, deviation, median) is of the values that are there: scaling
comes before imputing, and with log, the logarithm before both.
"""
import gzip
import io
import json
import numpy
import pandas
from sklearn.compose import ColumnTransformer
from sklearn.impute import SimpleImputer
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer, MinMaxScaler, OneHotEncoder, StandardScaler

ROWS = 800
CITIES = ["Leeds", "York", "Hull", "Bradford", "Sheffield", "Wakefield", "Halifax", "Ripon"]
SHARES = [0.24, 0.2, 0.16, 0.14, 0.12, 0.08, 0.04, 0.02]
BUCKETS = 16


def customers():
    random = numpy.random.RandomState(7)
    age = numpy.clip(random.normal(44, 14, ROWS), 18, 90).round()
    income = numpy.exp(random.normal(10.1 + 0.006 * (age - 44), 0.5)).round(-2)
    city = random.choice(CITIES, ROWS, p=SHARES)
    plan = random.choice(["basic", "plus", "pro"], ROWS, p=[0.5, 0.35, 0.15])
    postcode = [f"{c[:2].upper()}{n}" for c, n in zip(city, random.randint(1, 30, ROWS))]
    tenure = random.randint(1, 96, ROWS)
    calls = random.poisson(numpy.where(plan == "basic", 1.8, 0.9))
    satisfaction = numpy.clip(random.normal(7.4 - 0.6 * calls, 1.4), 0, 10).round(1)
    leaning = (
        -2.2 + 0.55 * calls - 0.3 * (satisfaction - 6) - 0.018 * tenure
        + numpy.where(plan == "basic", 0.9, numpy.where(plan == "pro", -0.8, 0))
        + numpy.where(numpy.isin(city, ["Hull", "Bradford"]), 0.9, 0)
        + 0.9 * (age < 30)
    )
    churned = random.uniform(size=ROWS) < 1 / (1 + numpy.exp(-1.6 * leaning))
    table = pandas.DataFrame({
        "customer": [f"C{i:04d}" for i in random.permutation(ROWS)],
        "age": [str(int(a)) for a in age],
        "income": [str(int(i)) for i in income],
        "city": city,
        "plan": plan,
        "postcode": postcode,
        "tenure": tenure.astype(str),
        "calls": calls.astype(str),
        "satisfaction": satisfaction.astype(str),
        "churned": numpy.where(churned, "yes", "no"),
    })
    for column, share, text in [
        ("age", 0.04, ""), ("income", 0.12, "NA"), ("city", 0.05, ""), ("satisfaction", 0.2, "")
    ]:
        table.loc[random.uniform(size=ROWS) < share, column] = text
    return table


def crc32c(data):
    crc = 0xFFFFFFFF
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ (0x82F63B78 if crc & 1 else 0)
    return crc ^ 0xFFFFFFFF


def bucket(table):
    inputs = numpy.zeros((len(table), BUCKETS))
    for row, text in enumerate(table.iloc[:, 0]):
        inputs[row, crc32c(text.encode("utf-8")) % BUCKETS] = 1
    return inputs


def one_hot(column, most):
    counts = sorted(column.dropna().value_counts().items(), key=lambda each: (-each[1], each[0]))
    kept = sorted(name for name, _ in counts[:most])
    # Scikit-learn has no input for a missing value of a column whose categories are given.
    return make_pipeline(
        SimpleImputer(strategy="constant", fill_value="~"),
        OneHotEncoder(categories=[kept + ["~"]], handle_unknown="ignore", sparse_output=False),
    )


table = customers()
text = table.to_csv(index=False, lineterminator="\n")
with open("../../../main/resources/dev/kindling/data/customers.csv.gz", "wb") as file:
    with gzip.GzipFile("", "wb", 9, file, mtime=0) as packed:
        packed.write(text.encode("utf-8"))

read = pandas.read_csv(io.StringIO(text), keep_default_na=False, na_values=["", "NA"])
assert crc32c(b"123456789") == 0xE3069283
transformer = ColumnTransformer([
    ("age", make_pipeline(StandardScaler(), SimpleImputer(strategy="median")), ["age"]),
    ("income", make_pipeline(
        FunctionTransformer(numpy.log1p), StandardScaler(), SimpleImputer(strategy="median")),
     ["income"]),
    ("city", one_hot(read["city"], 5), ["city"]),
    ("plan", OneHotEncoder(sparse_output=False), ["plan"]),
    ("postcode", FunctionTransformer(bucket), ["postcode"]),
    ("tenure", MinMaxScaler(), ["tenure"]),
    ("calls", "passthrough", ["calls"]),
    ("satisfaction", make_pipeline(
        StandardScaler(), SimpleImputer(strategy="mean", add_indicator=True)), ["satisfaction"]),
])
inputs = transformer.fit_transform(read)
with open("columns.json", "w") as file:
    file.write('{"cases": [\n')
    file.write(",\n".join(
        json.dumps({"row": table.iloc[i].to_dict(), "inputs": inputs[i].tolist()})
        for i in range(40)
    ))
    file.write("\n]}\n")
