#include "views/explore/go_to.h"

#include <QDateTime>
#include <QDialogButtonBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QRegularExpression>
#include <QVBoxLayout>

#include <cmath>

#include "analysis/core/civil_time.h"
#include "views/text/text.h"
#include "views/theme/theme.h"

namespace causeway::views {

namespace {

constexpr std::int64_t kMillisecond = 1'000'000;
constexpr double kFarthest = 8e18; // ns; what a time can hold

// As typed: an instant with a zone, else in the zone that times are shown in.
std::optional<TimePoint> typedTime(const QString &text)
{
    QDateTime time = QDateTime::fromString(QString(text).replace(QLatin1Char(' '), QLatin1Char('T')), Qt::ISODateWithMs);
    if (time.isValid() && time.timeSpec() == Qt::LocalTime) {
        if (text::isUtc())
            time.setTimeSpec(Qt::UTC);
        return TimePoint{time.toMSecsSinceEpoch() * kMillisecond};
    }
    return parseTime(text.toStdString());
}

std::optional<TimePoint> relativeTime(const QString &text, TimePoint from)
{
    static const QRegularExpression pattern(QStringLiteral("^([+\\-\\x{2212}])\\s*(\\d+(?:\\.\\d+)?)\\s*(ms|s|m|min|h|d)$"), QRegularExpression::CaseInsensitiveOption);
    const auto match = pattern.match(text);
    if (!match.hasMatch() || from.isNone())
        return std::nullopt;
    const QString unit = match.captured(3).toLower();
    const double seconds = unit == QLatin1String("ms") ? 1e-3 : unit == QLatin1String("s") ? 1 : unit == QLatin1String("h") ? 3600 : unit == QLatin1String("d") ? 86400 : 60;
    const double ns = match.captured(2).toDouble() * seconds * 1e9;
    const double sum = static_cast<double>(from.ns) + (match.captured(1) == QLatin1String("+") ? ns : -ns);
    if (!(std::abs(sum) < kFarthest) || !(ns < kFarthest))
        return std::nullopt;
    const auto whole = static_cast<std::int64_t>(ns);
    return TimePoint{match.captured(1) == QLatin1String("+") ? from.ns + whole : from.ns - whole};
}

std::optional<TimePoint> timeOfDay(const QString &text, TimePoint from)
{
    static const QRegularExpression pattern(QStringLiteral("^(\\d{1,2}):(\\d{2})(?::(\\d{2})(?:[.,](\\d{1,3}))?)?$"));
    const auto match = pattern.match(text);
    if (!match.hasMatch() || from.isNone())
        return std::nullopt;
    const QTime clock(match.captured(1).toInt(), match.captured(2).toInt(), match.captured(3).toInt(), match.captured(4).leftJustified(3, QLatin1Char('0')).toInt());
    if (!clock.isValid())
        return std::nullopt;
    const QDateTime now = QDateTime::fromMSecsSinceEpoch(from.ns / kMillisecond, text::isUtc() ? Qt::UTC : Qt::LocalTime);
    return TimePoint{QDateTime(now.date(), clock, now.timeSpec()).toMSecsSinceEpoch() * kMillisecond};
}

} // namespace

std::optional<Goal> parseGoal(const QString &typed, TimePoint from)
{
    const QString text = typed.trimmed();
    static const QRegularExpression number(QStringLiteral("^\\d+([,\\x{202f} ]\\d{3})*$"));
    if (number.match(text).hasMatch()) {
        bool fits = false;
        const qulonglong value = QString(text).remove(QRegularExpression(QStringLiteral("\\D"))).toULongLong(&fits);
        return fits ? std::optional(Goal{value, {}}) : std::nullopt;
    }
    for (const auto read : {relativeTime, timeOfDay})
        if (const auto time = read(text, from))
            return Goal{{}, time};
    const auto time = typedTime(text);
    return time ? std::optional(Goal{{}, time}) : std::nullopt;
}

GoToDialog::GoToDialog(std::uint64_t events, TimePoint from, QWidget *parent)
    : QDialog(parent), m_events(events), m_from(from), m_field(new QLineEdit(this)), m_meaning(new QLabel(this)),
      m_buttons(new QDialogButtonBox(QDialogButtonBox::Ok | QDialogButtonBox::Cancel, this))
{
    setWindowTitle(tr("Go to"));
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(theme::kGroup, theme::kGroup, theme::kGroup, theme::kGroup);
    auto *label = new QLabel(tr("&Number (1 to %1) or time:").arg(text::number(static_cast<std::int64_t>(events))), this);
    label->setBuddy(m_field);
    m_field->setAccessibleName(tr("Number or time"));
    m_field->setFont(theme::monospaced());
    m_field->setMinimumWidth(360);
    m_field->setPlaceholderText(QStringLiteral("4094   12:30   2024-03-05 12:04:31   +10m   -1h"));
    m_meaning->setTextFormat(Qt::PlainText);
    m_meaning->setWordWrap(true);
    m_meaning->setAlignment(Qt::AlignTop | Qt::AlignLeft);
    m_meaning->setMinimumHeight(2 * m_meaning->fontMetrics().lineSpacing()); // a dialog does not grow for a longer text
    m_meaning->setForegroundRole(QPalette::PlaceholderText);
    m_meaning->setAccessibleName(tr("What it means"));
    column->addWidget(label);
    column->addWidget(m_field);
    column->addWidget(m_meaning);
    column->addWidget(m_buttons);
    connect(m_field, &QLineEdit::textChanged, this, &GoToDialog::check);
    connect(m_buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(m_buttons, &QDialogButtonBox::accepted, this, [this] {
        Q_EMIT chosen(m_field->text());
        accept();
    });
    check();
    m_field->setFocus();
}

void GoToDialog::check()
{
    QString meaning;
    bool good = false;
    if (!m_field->text().trimmed().isEmpty()) {
        const auto goal = parseGoal(m_field->text(), m_from);
        if (!goal)
            meaning = tr("Write a number, a time (12:30, 2024-03-05 12:04:31), or how much later or earlier (+10m, -1h).");
        else if (goal->number && (*goal->number == 0 || *goal->number > m_events))
            meaning = tr("The numbers go from 1 to %1.").arg(text::number(static_cast<std::int64_t>(m_events)));
        else
            good = true;
        if (good)
            meaning = goal->time ? text::time(*goal->time) : tr("Event %1").arg(text::number(static_cast<std::int64_t>(*goal->number)));
    }
    m_meaning->setText(meaning);
    m_buttons->button(QDialogButtonBox::Ok)->setEnabled(good);
}

} // namespace causeway::views
