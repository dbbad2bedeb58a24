#include "views/shell/jobs_bar.h"

#include <QElapsedTimer>
#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QToolButton>

#include <cmath>

#include "app/workspace/job_manager.h"
#include "views/text/text.h"
#include "views/theme/theme.h"

namespace causeway::views {

namespace {

constexpr std::size_t kShown = 3;
constexpr double kTellAfter = 3;    // seconds of a pace before what is left is told
constexpr double kTellFrom = 0.03;  // share that was done in them

QString rateText(const workspace::JobRow &row)
{
    if (row.perSecond < 1)
        return {};
    const auto per = static_cast<std::int64_t>(row.perSecond);
    switch (row.unit) {
    case Progress::Unit::Bytes: return JobsBar::tr("%1/s").arg(text::bytes(Bytes{static_cast<std::uint64_t>(row.perSecond)}));
    case Progress::Unit::Events: return JobsBar::tr("%1 events/s").arg(text::number(per));
    case Progress::Unit::Sessions: return JobsBar::tr("%1 sessions/s").arg(text::number(per));
    case Progress::Unit::Rows: return JobsBar::tr("%1 rows/s").arg(text::number(per));
    case Progress::Unit::None: break;
    }
    return {};
}

} // namespace

// A disc that fills with the progress, the text, and a button to stop it.
class JobsBar::Item : public QWidget {
public:
    Item(workspace::JobManager &jobs, QWidget *parent) : QWidget(parent), m_text(new QLabel(this))
    {
        auto *layout = new QHBoxLayout(this);
        layout->setContentsMargins(20, 0, theme::kGrid, 0);
        layout->setSpacing(4);
        m_text->setTextFormat(Qt::PlainText);
        auto *stop = new QToolButton(this);
        stop->setIcon(theme::icon(QStringLiteral("close")));
        stop->setIconSize({12, 12});
        stop->setAutoRaise(true);
        stop->setToolTip(tr("Stop this job: what it has not finished is not kept"));
        m_stop = stop;
        layout->addWidget(m_text);
        layout->addWidget(stop);
        connect(stop, &QToolButton::clicked, this, [this, &jobs] { jobs.cancel(m_row.number); });
    }
    void set(const workspace::JobRow &row)
    {
        if (row.number != m_row.number || !m_since.isValid() || row.fraction < m_from) {
            m_since.start(); // another job, or another step of it
            m_from = std::max(0.0, row.fraction);
        }
        m_row = row;
        QString line = text::render(row.title);
        setAccessibleName(line);
        m_stop->setAccessibleName(tr("Stop %1").arg(line));
        if (!row.stage.empty())
            line = JobsBar::tr("%1: %2").arg(line, text::render(row.stage));
        if (row.cancelling)
            line += QStringLiteral("  ") + tr("stopping …");
        else if (row.waiting)
            line += QStringLiteral("  ") + tr("waiting …");
        else if (row.fraction >= 0)
            line += QStringLiteral("  ") + text::percent(std::floor(row.fraction * 100) / 100);
        if (const QString rate = rateText(row); !rate.isEmpty() && !row.cancelling)
            line += QStringLiteral("  ") + rate;
        if (const QString left = leftText(); !left.isEmpty())
            line += QStringLiteral("  ") + left;
        m_text->setText(line);
        m_stop->setEnabled(!row.cancelling);
        update();
    }

protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        const QRectF disc(5, height() / 2.0 - 5.5, 11, 11);
        painter.setPen(QPen(theme::color(theme::Tone::Accent), 1.2));
        painter.setBrush(Qt::NoBrush);
        painter.drawEllipse(disc);
        painter.setBrush(theme::color(theme::Tone::Accent));
        painter.setPen(Qt::NoPen);
        if (m_row.fraction >= 0)
            painter.drawPie(disc, 90 * 16, -static_cast<int>(m_row.fraction * 360 * 16));
        else
            painter.drawEllipse(disc.adjusted(3, 3, -3, -3));
    }

private:
    // As long as what is left takes at the pace so far; empty before that can be told.
    [[nodiscard]] QString leftText() const
    {
        const double gone = m_row.fraction - m_from, seconds = static_cast<double>(m_since.elapsed()) / 1000;
        if (m_row.cancelling || m_row.waiting || seconds < kTellAfter || gone < kTellFrom)
            return {};
        const auto left = static_cast<std::int64_t>(std::ceil((1 - m_row.fraction) / gone * seconds));
        return left < 60 ? tr("about %1 s left").arg(left) : tr("about %1 min left").arg((left + 59) / 60);
    }
    QLabel *m_text;
    QElapsedTimer m_since; // m_from
    double m_from = 0;     // fraction
    QToolButton *m_stop;
    workspace::JobRow m_row;
};

JobsBar::JobsBar(workspace::JobManager &jobs, QWidget *parent) : QWidget(parent), m_jobs(jobs), m_layout(new QHBoxLayout(this)), m_more(new QLabel(this))
{
    setAccessibleName(tr("Running jobs"));
    m_layout->setContentsMargins(0, 0, 0, 0);
    m_layout->setSpacing(0);
    m_layout->addWidget(m_more);
    m_layout->addStretch(1);
    m_more->hide();
    auto *model = jobs.model();
    connect(model, &QAbstractItemModel::rowsInserted, this, &JobsBar::refresh);
    connect(model, &QAbstractItemModel::rowsRemoved, this, &JobsBar::refresh);
    connect(model, &QAbstractItemModel::dataChanged, this, &JobsBar::refresh);
}

void JobsBar::refresh()
{
    const auto &rows = m_jobs.model()->rows();
    const std::size_t shown = std::min(rows.size(), kShown);
    while (m_items.size() < shown) {
        m_items.push_back(new Item(m_jobs, this));
        m_layout->insertWidget(static_cast<int>(m_items.size()) - 1, m_items.back());
    }
    for (std::size_t i = 0; i < m_items.size(); ++i) {
        if (i < shown)
            m_items[i]->set(rows[i]);
        m_items[i]->setVisible(i < shown);
    }
    m_more->setVisible(rows.size() > shown);
    m_more->setText(tr("and %n more", nullptr, static_cast<int>(rows.size() - shown)));
}

} // namespace causeway::views
