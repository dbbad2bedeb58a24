#include "tests/support/test_registry.h"

#include <QTest>

#include <random>

#include "analysis/core/find_bytes.h"

using namespace causeway;

class ByteSearchTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void agreesWithTheStandardLibrary()
    {
        std::mt19937 random(5);
        for (int round = 0; round < 20000; ++round) {
            std::string bytes;
            for (std::size_t i = random() % 120; i > 0; --i)
                bytes += static_cast<char>('a' + random() % 3);
            std::string needle;
            for (std::size_t i = random() % 8; i > 0; --i)
                needle += static_cast<char>('a' + random() % 3);
            QCOMPARE(findBytes(bytes, needle), std::string_view(bytes).find(needle));
        }
    }
};

CAUSEWAY_TEST(ByteSearchTest)
#include "byte_search_test.moc"
