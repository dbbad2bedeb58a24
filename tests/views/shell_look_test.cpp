// Contrast, outlines and lengths of texts in both themes.

#include "tests/support/test_registry.h"

#include <QAccessible>
#include <QApplication>
#include <QCheckBox>
#include <QComboBox>
#include <QLineEdit>
#include <QPushButton>
#include <QRadioButton>
#include <QSpinBox>
#include <QTest>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>

#include "views/shell/command_palette.h"
#include "views/shell/elided_label.h"
#include "views/theme/theme.h"

using namespace causeway;
using namespace causeway::views;

namespace {

// WCAG 2.1, 1.4.3: relative luminance and contrast.
double luminance(const QColor &c)
{
    const auto part = [](double v) { return v <= 0.03928 ? v / 12.92 : std::pow((v + 0.055) / 1.055, 2.4); };
    return 0.2126 * part(c.redF()) + 0.7152 * part(c.greenF()) + 0.0722 * part(c.blueF());
}

double contrast(const QColor &a, const QColor &b)
{
    const double x = luminance(a), y = luminance(b);
    return (std::max(x, y) + 0.05) / (std::min(x, y) + 0.05);
}

void bothThemes()
{
    QTest::addColumn<bool>("dark");
    QTest::newRow("light") << false;
    QTest::newRow("dark") << true;
}

} // namespace

class ShellLookTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { theme::apply(theme::Mode::Light, 9); }

    void textHasContrast_data() { bothThemes(); }
    void textHasContrast()
    {
        QFETCH(bool, dark);
        theme::apply(dark ? theme::Mode::Dark : theme::Mode::Light, 9);
        const QPalette palette = QApplication::palette();
        const QColor base = palette.color(QPalette::Base);
        QVERIFY(contrast(palette.color(QPalette::Text), base) >= 7);
        QVERIFY(contrast(palette.color(QPalette::HighlightedText), palette.color(QPalette::Highlight)) >= 4.5);
        QVERIFY(contrast(theme::muted(), base) >= 4.5);
        for (int tone = 0; tone <= static_cast<int>(theme::Tone::Accent); ++tone) {
            const double ratio = contrast(theme::color(static_cast<theme::Tone>(tone)), base);
            QVERIFY2(ratio >= (tone == static_cast<int>(theme::Tone::Debug) ? 3.0 : 4.5), qPrintable(QStringLiteral("tone %1: %2").arg(tone).arg(ratio)));
        }
        theme::apply(theme::Mode::Light, 9);
    }
    void emptyInputsHaveAnOutline_data() { bothThemes(); }
    void emptyInputsHaveAnOutline()
    {
        QFETCH(bool, dark);
        theme::apply(dark ? theme::Mode::Dark : theme::Mode::Light, 9);
        QWidget window;
        auto *column = new QVBoxLayout(&window);
        auto *writable = new QComboBox;
        writable->setEditable(true);
        const QList<QWidget *> inputs{new QLineEdit, new QComboBox, writable, new QSpinBox, new QCheckBox, new QRadioButton, new QPushButton};
        for (QWidget *input : inputs)
            column->addWidget(input);
        window.show();
        QApplication::setActiveWindow(nullptr);
        window.setFocus();
        const QColor ground = QApplication::palette().color(QPalette::Window);
        for (QWidget *input : inputs) {
            // From the left edge inwards at half the height: the first thing that is met is the outline.
            const QImage picture = input->grab().toImage();
            double best = 0;
            for (int x = 0; x < 6; ++x)
                best = std::max(best, contrast(picture.pixelColor(x, picture.height() / 2), ground));
            QVERIFY2(best >= 3, qPrintable(QStringLiteral("%1: %2").arg(QLatin1String(input->metaObject()->className())).arg(best)));
        }
        theme::apply(theme::Mode::Light, 9);
    }
    void aLongTextTakesOneLineAndNoRoom()
    {
        ElidedLabel label;
        const int height = label.sizeHint().height();
        label.setText(QString("a long rule ").repeated(50));
        QCOMPARE(label.sizeHint().height(), height);
        QCOMPARE(label.minimumSizeHint().width(), 0);
        label.resize(120, height);
        const QImage some = label.grab().toImage();
        label.setText(label.text() + "and its end");
        QCOMPARE(label.grab().toImage(), some); // the end is cut off …
        QVERIFY(QAccessible::queryAccessibleInterface(&label)->text(QAccessible::Name).endsWith("and its end")); // … and still there
    }
};

CAUSEWAY_TEST(ShellLookTest)
#include "shell_look_test.moc"
