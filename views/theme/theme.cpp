#include "views/theme/theme.h"

#include "views/theme/service_tones.h"

#include <QApplication>
#include <QFontDatabase>
#include <QProcessEnvironment>
#include <QSettings>
#include <QToolTip>

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "views/theme/style.h"

namespace causeway::views::theme {

namespace {

bool g_dark = false;
thread_local bool t_onPaper = false;
int g_systemPointSize = 0;
QPalette g_systemPalette;
bool g_started = false;

struct Pair {
    QRgb light, dark;
};

constexpr std::array<Pair, 10> kTones{{
    {0xffc0392b, 0xfff2796b}, // Error
    {0xffa86400, 0xffe9a94a}, // Warning
    {0xff3a6ea5, 0xff7fb0e6}, // Info
    {0xff78818d, 0xff8d97a4}, // Debug
    {0xff1c8068, 0xff52bf9f}, // Normal
    {0xffa8326b, 0xffee86b4}, // Anomalous
    {0xff77690b, 0xffd3bf55}, // Unsure
    {0xff1675a3, 0xff5cb8ec}, // Better
    {0xffb64a12, 0xfff08f52}, // Worse
    {0xff2463b4, 0xff6ea8f2}, // Accent
}};

// Twelve hues that stay apart for the common kinds of colour blindness when next to each other in this order.
constexpr std::array<Pair, 12> kServices{{
    {0xff1f6fb2, 0xff6cb0ea}, {0xffc26a12, 0xfff0a35c}, {0xff2a8a57, 0xff62c48c}, {0xffa2417e, 0xffe08cc0},
    {0xff6a57b8, 0xffa99bf0}, {0xff8a7413, 0xffd0bb58}, {0xff12858c, 0xff55c3c9}, {0xffb33f3f, 0xffee8a85},
    {0xff5b7c16, 0xffa5c75a}, {0xff7a5a44, 0xffc4a48c}, {0xff4c6a86, 0xff9cb8d2}, {0xff8f3f9c, 0xffd793e2},
}};

bool darkHere() { return g_dark && !t_onPaper; }

QColor of(const Pair &pair) { return QColor::fromRgb(darkHere() ? pair.dark : pair.light); }

// FNV-1a: the colour of a service must not change between runs, as qHash may.
std::uint32_t stableHash(const QString &name)
{
    std::uint32_t hash = 2166136261u;
    for (const char byte : name.toUtf8()) {
        hash ^= static_cast<unsigned char>(byte);
        hash *= 16777619u;
    }
    return hash;
}

template <std::size_t N>
QColor between(const std::array<QRgb, N> &stops, double position)
{
    const double scaled = std::clamp(position, 0.0, 1.0) * (N - 1);
    const auto i = std::min(static_cast<std::size_t>(scaled), N - 2);
    const double t = scaled - static_cast<double>(i);
    const auto mix = [t](int a, int b) { return static_cast<int>(std::lround(a + (b - a) * t)); };
    return {mix(qRed(stops[i]), qRed(stops[i + 1])), mix(qGreen(stops[i]), qGreen(stops[i + 1])), mix(qBlue(stops[i]), qBlue(stops[i + 1]))};
}

QPalette palette(bool dark)
{
    const auto c = [dark](QRgb light, QRgb night) { return QColor::fromRgb(dark ? night : light); };
    const QColor window = c(0xfff3f4f6, 0xff202329);
    const QColor base = c(0xffffffff, 0xff181b20);
    const QColor text = c(0xff1d222a, 0xffe2e6eb);
    const QColor faint = c(0xff9aa2ad, 0xff6d7580);
    const QColor button = c(0xfffafbfc, 0xff2a2e35);
    const QColor accent = c(0xff2463b4, 0xff3a70be);

    QPalette p;
    p.setColor(QPalette::Window, window);
    p.setColor(QPalette::WindowText, text);
    p.setColor(QPalette::Base, base);
    p.setColor(QPalette::AlternateBase, c(0xfff8f9fb, 0xff1d2026));
    p.setColor(QPalette::Text, text);
    p.setColor(QPalette::PlaceholderText, c(0xff7b8490, 0xff868f9b));
    p.setColor(QPalette::Button, button);
    p.setColor(QPalette::ButtonText, text);
    p.setColor(QPalette::BrightText, c(0xffffffff, 0xffffffff));
    p.setColor(QPalette::Highlight, accent);
    p.setColor(QPalette::HighlightedText, Qt::white);
    p.setColor(QPalette::Link, c(0xff2463b4, 0xff7fb4f5));
    p.setColor(QPalette::LinkVisited, c(0xff6a57b8, 0xffa99bf0));
    p.setColor(QPalette::ToolTipBase, c(0xff2a2f37, 0xff353a42));
    p.setColor(QPalette::ToolTipText, c(0xfff2f4f6, 0xfff2f4f6));
    p.setColor(QPalette::Light, c(0xffffffff, 0xff3a3f47));
    p.setColor(QPalette::Midlight, c(0xffe9ebee, 0xff2f333a));
    p.setColor(QPalette::Mid, c(0xffcdd2d9, 0xff3b4048));
    p.setColor(QPalette::Dark, c(0xffb3bac4, 0xff14161a));
    p.setColor(QPalette::Shadow, c(0xff8b93a0, 0xff0d0f12));
    for (const QPalette::ColorRole role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText})
        p.setColor(QPalette::Disabled, role, faint);
    p.setColor(QPalette::Disabled, QPalette::Base, window);
    p.setColor(QPalette::Disabled, QPalette::Highlight, c(0xffc6ccd4, 0xff3a3f47));
    p.setColor(QPalette::Disabled, QPalette::HighlightedText, faint);
    // A selection in a panel without the keyboard stays readable but steps back.
    p.setColor(QPalette::Inactive, QPalette::Highlight, c(0xffcfdef2, 0xff2f4a70));
    p.setColor(QPalette::Inactive, QPalette::HighlightedText, text);
    return p;
}

} // namespace

void apply(Mode mode, int pointSize)
{
    if (!g_started) {
        g_started = true;
        g_systemPalette = QApplication::palette();
        g_systemPointSize = QApplication::font().pointSize();
    }
    g_dark = mode == Mode::Dark || (mode == Mode::System && g_systemPalette.color(QPalette::Window).lightness() < 128);
    if (dynamic_cast<Style *>(QApplication::style()) == nullptr)
        QApplication::setStyle(new Style);
    const QPalette colours = palette(g_dark);
    if (QApplication::palette() != colours)
        QApplication::setPalette(colours);
    QToolTip::setPalette(colours);
    QFont font = QApplication::font();
    font.setPointSize(pointSize > 0 ? pointSize : std::clamp(g_systemPointSize, 8, 10));
    if (QApplication::font() != font)
        QApplication::setFont(font);
}

bool isDark() { return darkHere(); }

OnPaper::OnPaper() : m_before(std::exchange(t_onPaper, true)) {}
OnPaper::~OnPaper() { t_onPaper = m_before; }
QPalette OnPaper::palette() { return theme::palette(false); }

QColor color(Tone tone) { return of(kTones[static_cast<std::size_t>(tone)]); }

QColor levelColor(Level level)
{
    switch (level) {
    case Level::Fatal:
    case Level::Error: return color(Tone::Error);
    case Level::Warning: return color(Tone::Warning);
    case Level::Info: return color(Tone::Info);
    default: return color(Tone::Debug);
    }
}

QString levelMark(Level level)
{
    switch (level) {
    case Level::Fatal: return QStringLiteral("F");
    case Level::Error: return QStringLiteral("E");
    case Level::Warning: return QStringLiteral("W");
    case Level::Info: return QStringLiteral("I");
    case Level::Debug: return QStringLiteral("D");
    case Level::Trace: return QStringLiteral("T");
    case Level::Unknown: break;
    }
    return QStringLiteral("·");
}

QColor verdictColor(Verdict verdict)
{
    switch (verdict) {
    case Verdict::Normal: return color(Tone::Normal);
    case Verdict::Anomalous: return color(Tone::Anomalous);
    case Verdict::Unsure: break;
    }
    return color(Tone::Unsure);
}

std::vector<int> serviceTones(const QStringList &names)
{
    static_assert(kServices.size() == kServiceColors);
    std::vector<int> out;
    std::array<int, kServiceColors> used{};
    for (const QString &name : names) {
        const auto wanted = static_cast<std::size_t>(stableHash(name) % kServiceColors);
        const int round = static_cast<int>(out.size()) / kServiceColors;
        std::size_t color = wanted;
        while (used[color] > round) // each once before any is given again
            color = (color + 1) % kServiceColors;
        ++used[color];
        out.push_back(round * kServiceColors + static_cast<int>(color));
    }
    return out;
}

QColor serviceTone(int number) { return of(kServices[static_cast<std::size_t>(number % kServiceColors)]); }

Qt::PenStyle serviceDashes(int number)
{
    constexpr std::array styles{Qt::SolidLine, Qt::DashLine, Qt::DotLine, Qt::DashDotLine, Qt::DashDotDotLine};
    return styles[static_cast<std::size_t>(number / kServiceColors) % styles.size()];
}

QColor serviceColor(const QString &name) { return of(kServices[stableHash(name) % kServices.size()]); }

QColor muted() { return QColor::fromRgb(darkHere() ? 0xff9ba4b0 : 0xff5d6673); }
QColor line() { return QColor::fromRgb(darkHere() ? 0xff363b43 : 0xffd9dde3); }
QColor outline() { return QColor::fromRgb(darkHere() ? 0xff7a838f : 0xff808997); }

// Stops of cividis (Nuñez, Anderton, Renslow: "Optimizing colormaps with consideration for color vision deficiency", 2018).
QColor heat(double value)
{
    static constexpr std::array<QRgb, 9> stops{0xff00224e, 0xff123570, 0xff3b496c, 0xff575d6d, 0xff707173, 0xff8a8678, 0xffa59c74, 0xffc3b369, 0xfffee838};
    return between(stops, value);
}

QColor diverging(double value)
{
    static constexpr std::array<QRgb, 5> light{0xff2166ac, 0xff92c5de, 0xfff4f4f4, 0xfff1b06e, 0xffb35806};
    static constexpr std::array<QRgb, 5> dark{0xff67a9e0, 0xff33628f, 0xff2b2f36, 0xff8a5420, 0xfff0a050};
    return between(darkHere() ? dark : light, (value + 1) / 2);
}

QFont interfaceFont() { return QApplication::font(); }

QFont smallFont()
{
    QFont font = QApplication::font();
    font.setPointSizeF(std::max(7.0, font.pointSizeF() - 1.5));
    return font;
}

QFont titleFont()
{
    QFont font = QApplication::font();
    font.setPointSizeF(font.pointSizeF() + 8);
    font.setWeight(QFont::DemiBold);
    return font;
}

QFont monospaced()
{
    QFont font = QFontDatabase::systemFont(QFontDatabase::FixedFont);
    font.setStyleHint(QFont::Monospace);
    font.setPointSizeF(QApplication::font().pointSizeF());
    return font;
}

} // namespace causeway::views::theme
