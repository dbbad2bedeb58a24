#include "views/findings/drift_banner.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QToolButton>

#include <algorithm>

#include "app/workspace/workspace.h"
#include "views/shell/elided_label.h"
#include "views/shell/message_band.h"
#include "views/shell/settings.h"
#include "views/text/text.h"
#include "views/theme/theme.h"

namespace causeway::views {

namespace {

constexpr int kDelayMs = 300; // what is read after a run comes in several signals
constexpr qsizetype kRemembered = 200;
const QString kDismissed = QStringLiteral("findings/driftDismissed");

} // namespace

std::vector<DriftMoment> driftMoments(const engine::DetectDriftResponse &found)
{
    std::vector<DriftMoment> moments;
    std::size_t sure = 0; // session at which all signs of the moment are
    for (const engine::FoundDrift &sign : found.drifts) { // the earliest first
        if (moments.empty() || sign.drift.since > sure)
            moments.push_back({sign.since, sign.drift.since, {}});
        sure = std::max(sure, sign.drift.alarm);
        moments.back().signs.push_back(sign);
    }
    for (DriftMoment &moment : moments)
        std::stable_sort(moment.signs.begin(), moment.signs.end(), [](const auto &a, const auto &b) { return a.drift.score > b.drift.score; });
    return moments;
}

DriftBanner::DriftBanner(ViewContext context, QWidget *parent)
    : QWidget(parent), m_context(context), m_text(new ElidedLabel(this)), m_retrain(new QToolButton(this)), m_dismiss(new QToolButton(this))
{
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(theme::kGroup, 1, theme::kMargin, 2);
    row->setSpacing(theme::kGrid);
    row->addWidget(m_text, 1);
    row->addWidget(m_retrain);
    row->addWidget(m_dismiss);
    m_text->setAccessibleName(tr("What changed in the sessions"));
    m_retrain->setToolTip(tr("Trains a candidate of the detector chosen in the table from all there is now, and shows what would change with it."));
    m_retrain->setIcon(theme::icon(QStringLiteral("refresh")));
    m_retrain->setText(tr("Retrain"));
    m_dismiss->setIcon(theme::icon(QStringLiteral("close")));
    m_dismiss->setText(tr("Dismiss"));
    for (QToolButton *button : {m_retrain, m_dismiss}) {
        button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
        button->setAutoRaise(true);
        button->setFocusPolicy(Qt::TabFocus);
    }
    m_dismiss->setToolButtonStyle(Qt::ToolButtonIconOnly); // the room is for what is said
    m_dismiss->setAccessibleName(m_dismiss->text());
    m_dismiss->setToolTip(tr("Dismiss: this change of this project is not told again."));
    m_timer.setSingleShot(true);
    m_timer.setInterval(kDelayMs);
    connect(&m_timer, &QTimer::timeout, this, &DriftBanner::look);
    connect(m_retrain, &QToolButton::clicked, this, &DriftBanner::retrainAsked);
    connect(m_dismiss, &QToolButton::clicked, this, &DriftBanner::dismiss);
    using workspace::Workspace;
    connect(&context.workspace, &Workspace::projectChanged, this, [this] {
        m_moments.clear();
        show();
        m_timer.start();
    });
    for (const auto signal : {&Workspace::findingsChanged, &Workspace::sessionsChanged})
        connect(&context.workspace, signal, &m_timer, qOverload<>(&QTimer::start));
    connect(&context.settings, &Settings::zoneChanged, this, &DriftBanner::show);
    hide();
    m_timer.start(); // a project may be open
}

void DriftBanner::look()
{
    const auto project = m_context.workspace.data().project;
    if (!project || m_context.workspace.sessions() == nullptr)
        return;
    engine::DetectDriftRequest request;
    request.threads = 1; // nobody waits for it
    m_context.workspace.jobs().start<engine::DetectDriftResponse>(
        {.key = "findings.drift", .title = Message(CAUSEWAY_TEXT("Look for a change in the sessions")), .quiet = true},
        [project, request](const Job &job) { return engine::detectDrift(*project, request, job); }, this,
        [this, project](const engine::DetectDriftResponse &found) {
            if (project != m_context.workspace.data().project)
                return;
            m_moments = driftMoments(found);
            show();
        },
        [](const Error &) {}); // nobody asked: the verb tells what is wrong
}

QString DriftBanner::keyOf(const DriftMoment &moment) const
{
    return QString::number(moment.since.isNone() ? static_cast<qint64>(moment.session) : moment.since.ns) + QLatin1Char(' ') + m_context.workspace.path();
}

const DriftMoment *DriftBanner::shown() const
{
    const QStringList dismissed = m_context.settings.value(kDismissed).toStringList();
    for (const DriftMoment &moment : m_moments)
        if (!dismissed.contains(keyOf(moment)))
            return &moment;
    return nullptr;
}

void DriftBanner::show()
{
    const DriftMoment *moment = shown();
    setVisible(moment != nullptr);
    m_retrain->setVisible(m_context.workspace.data().lastRun != RunId{}); // without a run there is nothing to train again
    if (moment == nullptr) {
        m_text->setText({});
        return;
    }
    const QString since = moment->since.isNone() ? tr("session %1").arg(text::number(static_cast<std::int64_t>(moment->session + 1))) : text::time(TimePoint{moment->since.ns - moment->since.ns % 1'000'000'000});
    const QString first = text::render(moment->signs.front().drift.message);
    const int more = static_cast<int>(moment->signs.size()) - 1;
    m_text->setText(more > 0 ? tr("Sessions differ since %1: %2 – and %3 more").arg(since, first).arg(more) : tr("Sessions differ since %1: %2").arg(since, first));
    QStringList all;
    for (const engine::FoundDrift &sign : moment->signs)
        all << text::render(sign.drift.message);
    m_text->setDetails(all.join(QLatin1Char('\n')));
}

QString DriftBanner::said() const { return m_text->text(); }

void DriftBanner::dismiss()
{
    const DriftMoment *moment = shown();
    if (moment == nullptr)
        return;
    QStringList dismissed = m_context.settings.value(kDismissed).toStringList();
    dismissed.prepend(keyOf(*moment));
    m_context.settings.setValue(kDismissed, dismissed.mid(0, kRemembered));
    show();
}

void DriftBanner::paintEvent(QPaintEvent *) { paintMessageBand(this, theme::Tone::Warning); }

void DriftBanner::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() != QEvent::PaletteChange)
        return;
    m_retrain->setIcon(theme::icon(QStringLiteral("refresh"))); // pictures in the old colour
    m_dismiss->setIcon(theme::icon(QStringLiteral("close")));
}

} // namespace causeway::views
