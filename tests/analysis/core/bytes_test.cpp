#include "tests/support/test_registry.h"

#include <QTest>

#include <limits>

#include "analysis/core/bytes.h"

using namespace causeway;

class BytesTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void whatIsWrittenIsRead()
    {
        ByteWriter w;
        w.u8(0xfe);
        w.u16(0x1234);
        w.u32(0xdeadbeef);
        w.u64(std::numeric_limits<std::uint64_t>::max());
        w.i64(std::numeric_limits<std::int64_t>::min());
        w.f64(-0.1);
        w.text(std::string_view("a\0b", 3));
        w.text("");
        ByteReader r(w.bytes());
        QCOMPARE(r.u8(), std::uint8_t(0xfe));
        QCOMPARE(r.u16(), std::uint16_t(0x1234));
        QCOMPARE(r.u32(), 0xdeadbeefu);
        QCOMPARE(r.u64(), std::numeric_limits<std::uint64_t>::max());
        QCOMPARE(r.i64(), std::numeric_limits<std::int64_t>::min());
        QCOMPARE(r.f64(), -0.1);
        QVERIFY(r.text() == std::string_view("a\0b", 3));
        QVERIFY(r.text().empty());
        QVERIFY(r.atEnd());
    }
    void numbersAreLittleEndian()
    {
        ByteWriter w;
        w.u32(1);
        w.varint(300);
        QVERIFY(w.bytes() == std::string_view("\x01\0\0\0\xac\x02", 6));
    }
    void varints_data()
    {
        QTest::addColumn<quint64>("value");
        QTest::addColumn<int>("bytes");
        QTest::newRow("0") << quint64(0) << 1;
        QTest::newRow("127") << quint64(127) << 1;
        QTest::newRow("128") << quint64(128) << 2;
        QTest::newRow("2^32-1") << quint64(0xffffffffu) << 5;
        QTest::newRow("2^63") << (quint64(1) << 63) << 10;
        QTest::newRow("2^64-1") << std::numeric_limits<quint64>::max() << 10;
    }
    void varints()
    {
        QFETCH(quint64, value);
        QFETCH(int, bytes);
        ByteWriter w;
        w.varint(value);
        QCOMPARE(w.size(), std::size_t(bytes));
        ByteReader r(w.bytes());
        QCOMPARE(quint64(r.varint()), value);
        QVERIFY(r.atEnd());
        for (std::size_t cut = 0; cut < w.size(); ++cut) {
            ByteReader part(std::string_view(w.bytes()).substr(0, cut));
            QCOMPARE(part.varint(), std::uint64_t(0));
            QVERIFY(!part.ok());
        }
    }
    void signedVarints()
    {
        for (const std::int64_t v : {std::int64_t(0), std::int64_t(-1), std::int64_t(63), std::int64_t(-64),
                                     std::numeric_limits<std::int64_t>::min(), std::numeric_limits<std::int64_t>::max()}) {
            ByteWriter w;
            w.signedVarint(v);
            QCOMPARE(ByteReader(w.bytes()).signedVarint(), v);
        }
    }
    void hostileBytesFailForGood()
    {
        ByteReader overlong(std::string_view("\xff\xff\xff\xff\xff\xff\xff\xff\xff\x02", 10)); // needs 65 bits
        QCOMPARE(overlong.varint(), std::uint64_t(0));
        QVERIFY(!overlong.ok());
        ByteReader length(std::string_view("\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01xyz", 13)); // claims 2^64-1 bytes
        QVERIFY(length.text().empty());
        QVERIFY(!length.ok());
        QCOMPARE(length.u8(), std::uint8_t(0)); // bytes are left, but it has failed
        ByteReader count(std::string_view("12345678", 8));
        QVERIFY(count.fits(2, 4));
        QVERIFY(!count.fits(std::uint64_t(1) << 62, 8)); // no overflow in count × size
        ByteReader limit(std::string_view("\x05", 1));
        QCOMPARE(limit.bounded(4), std::uint64_t(0));
        QVERIFY(!limit.ok());
    }
};

CAUSEWAY_TEST(BytesTest)
#include "bytes_test.moc"
