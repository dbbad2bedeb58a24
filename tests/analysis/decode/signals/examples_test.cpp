// Worked examples: files of examples/, each with a format, a document and what is told of it.

#include "tests/support/test_registry.h"

#include <QDir>
#include <QFile>
#include <QTest>

#include <random>

#include "tests/analysis/decode/signals/signal_recorder.h"
#include "tests/support/test_data.h"

using namespace causeway::decode;

namespace {

struct Example {
    std::string name, format, document, expected;
};

std::vector<Example> examples()
{
    std::vector<Example> all;
    const QDir folder(QString::fromStdString(causeway::test::sourcePath("tests/analysis/decode/signals/examples")));
    for (const QString &name : folder.entryList({QStringLiteral("*.txt")}, QDir::Files, QDir::Name)) {
        QFile file(folder.filePath(name));
        if (!file.open(QIODevice::ReadOnly))
            qFatal("%s cannot be read", qPrintable(name));
        const std::string text = file.readAll().toStdString();
        const std::string mark = "-- expect\n";
        const std::size_t head = text.find('\n');
        const std::size_t split = text.find(mark);
        if (head == std::string::npos || split == std::string::npos)
            qFatal("%s has no format or no expectation", qPrintable(name));
        all.push_back({name.toStdString(), text.substr(0, head), text.substr(head + 1, split - head - 1), text.substr(split + mark.size())});
    }
    return all;
}

void addRows()
{
    QTest::addColumn<int>("index");
    const auto all = examples();
    for (std::size_t i = 0; i < all.size(); ++i)
        QTest::newRow(all[i].name.c_str()) << static_cast<int>(i);
}

Example current()
{
    QFETCH(int, index);
    return examples()[static_cast<std::size_t>(index)];
}

// Documents whose elements are told as they come: a document that is cut tells the beginning of what the whole tells.
bool isTold(const Example &example)
{
    return example.format == "zipkin-json" || example.format == "prometheus-json" || (example.format == "otlp-json" && example.name != "otlp_order.txt");
}

} // namespace

class SignalExamplesTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void isToldAsWorkedOut_data() { addRows(); }
    void isToldAsWorkedOut()
    {
        const Example example = current();
        QCOMPARE(QString::fromStdString(test::record(example.format, example.document, example.document.size())), QString::fromStdString(example.expected));
    }

    void piecesChangeNothing_data() { addRows(); }
    void piecesChangeNothing()
    {
        const Example example = current();
        for (const std::size_t piece : {1, 2, 3, 5, 7, 16, 63, 64, 65, 200})
            QCOMPARE(QString::fromStdString(test::record(example.format, example.document, piece)), QString::fromStdString(example.expected));
    }

    void cutAnywhereTellsTheBeginning_data() { addRows(); }
    void cutAnywhereTellsTheBeginning()
    {
        const Example example = current();
        for (std::size_t size = 0; size < example.document.size(); ++size) {
            const std::string_view cut = std::string_view(example.document).substr(0, size);
            const std::string told = test::record(example.format, cut, size);
            QCOMPARE(QString::fromStdString(test::record(example.format, cut, 7)), QString::fromStdString(told));
            if (!isTold(example))
                continue;
            const QStringList lines = QString::fromStdString(told).split(QLatin1Char('\n'), Qt::SkipEmptyParts);
            const QStringList whole = QString::fromStdString(example.expected).split(QLatin1Char('\n'));
            qsizetype same = 0;
            while (same < lines.size() && same < whole.size() && lines[same] == whole[same])
                ++same;
            for (const QString &line : lines.mid(same))
                QVERIFY2(line.startsWith(QStringLiteral("incomplete")) || line.startsWith(QStringLiteral("error")) || line.startsWith(QStringLiteral("skipped")),
                         qPrintable(QStringLiteral("%1: %2").arg(size).arg(line)));
        }
    }

    void damageNeverHarms_data() { addRows(); }
    void damageNeverHarms()
    {
        const Example example = current();
        std::mt19937 random(7);
        const std::string bytes = "{}[]\",:\\0-e\n\xff\x80 ";
        for (int i = 0; i < 300; ++i) {
            std::string document = example.document;
            for (unsigned k = 0; k < 1 + random() % 3; ++k) {
                const std::size_t at = random() % document.size();
                switch (random() % 3) {
                case 0: document[at] = bytes[random() % bytes.size()]; break;
                case 1: document.erase(at, 1 + random() % 20); break;
                default: document.insert(at, document.substr(random() % document.size(), random() % 40));
                }
                if (document.empty())
                    document = " ";
            }
            const std::string whole = test::record(example.format, document, document.size());
            for (const std::size_t piece : {1, 13, 64})
                QCOMPARE(QString::fromStdString(test::record(example.format, document, piece)), QString::fromStdString(whole));
        }
    }
};

CAUSEWAY_TEST(SignalExamplesTest)
#include "examples_test.moc"
