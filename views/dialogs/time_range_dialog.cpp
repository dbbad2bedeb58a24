#include "views/dialogs/time_range_dialog.h"

#include <QDateTime>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QRegularExpression>

#include <optional>

#include "analysis/core/civil_time.h"
#include "views/text/text.h"
#include "views/theme/theme.h"

namespace causeway::views {

namespace {

// A time as people type it. Without a zone it is one of the zone that is shown.
std::optional<TimePoint> parse(const QString &typed)
{
    const QString trimmed = typed.trimmed();
    auto time = parseTime(trimmed.toStdString());
    static const QRegularExpression zone(QStringLiteral("(Z|[+-]\\d\\d:?\\d\\d)$"), QRegularExpression::CaseInsensitiveOption);
    static const QRegularExpression digits(QStringLiteral("^-?\\d+$"));
    if (!time || text::isUtc() || digits.match(trimmed).hasMatch() || (trimmed.size() > 10 && zone.match(trimmed).hasMatch()))
        return time;
    const CivilTime c = toCivil(*time);
    const QDateTime local(QDate(c.year, c.month, c.day), QTime(c.hour, c.minute, c.second));
    return TimePoint{local.toMSecsSinceEpoch() * 1'000'000 + c.nanosecond};
}

} // namespace

TimeRangeDialog::TimeRangeDialog(const TimeRange &range, QWidget *parent)
    : QDialog(parent), m_from(new QLineEdit(this)), m_to(new QLineEdit(this)), m_problem(new QLabel(this)),
      m_buttons(new QDialogButtonBox(QDialogButtonBox::Ok | QDialogButtonBox::Cancel, this)), m_range(range)
{
    setWindowTitle(tr("Time range"));
    auto *form = new QFormLayout(this);
    form->setContentsMargins(theme::kGroup, theme::kGroup, theme::kGroup, theme::kGroup);
    for (QLineEdit *edit : {m_from, m_to}) {
        edit->setFont(theme::monospaced());
        edit->setMinimumWidth(300);
        edit->setPlaceholderText(QStringLiteral("2024-03-05 12:04:31"));
        connect(edit, &QLineEdit::textChanged, this, &TimeRangeDialog::check);
    }
    form->addRow(tr("&From"), m_from);
    form->addRow(tr("&To"), m_to);
    m_problem->setTextFormat(Qt::PlainText);
    m_problem->setWordWrap(true);
    m_problem->setAccessibleName(tr("What is wrong"));
    form->addRow(QString(), m_problem);
    QPushButton *all = m_buttons->addButton(tr("All times"), QDialogButtonBox::ResetRole);
    connect(all, &QPushButton::clicked, this, [this] {
        Q_EMIT chosen({});
        accept();
    });
    form->addRow(m_buttons);
    connect(m_buttons, &QDialogButtonBox::accepted, this, [this] {
        Q_EMIT chosen(m_range);
        accept();
    });
    connect(m_buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    if (range.from.ns != TimeRange{}.from.ns)
        m_from->setText(text::time(range.from));
    if (range.to.ns != TimeRange{}.to.ns)
        m_to->setText(text::time(range.to));
    check();
    m_from->setFocus();
}

void TimeRangeDialog::check()
{
    QString problem;
    TimeRange range;
    if (!m_from->text().trimmed().isEmpty()) {
        if (const auto from = parse(m_from->text()))
            range.from = *from;
        else
            problem = tr("“From” is not a time. Write it like 2024-03-05 12:04:31, with a zone if you like.");
    }
    if (!m_to->text().trimmed().isEmpty()) {
        if (const auto to = parse(m_to->text()))
            range.to = *to;
        else if (problem.isEmpty())
            problem = tr("“To” is not a time. Write it like 2024-03-05 12:04:31, with a zone if you like.");
    }
    if (problem.isEmpty() && range.from >= range.to)
        problem = tr("“From” must lie before “To”.");
    m_range = range;
    m_problem->setText(problem.isEmpty() ? (text::isUtc() ? tr("Times are UTC unless a zone is written.") : tr("Times are local unless a zone is written.")) : problem);
    m_problem->setForegroundRole(problem.isEmpty() ? QPalette::PlaceholderText : QPalette::WindowText);
    m_buttons->button(QDialogButtonBox::Ok)->setEnabled(problem.isEmpty());
}

} // namespace causeway::views
