#include "views/findings/workflow_panel.h"

#include <QHBoxLayout>
#include <QPainter>
#include <QStackedLayout>
#include <QToolButton>
#include <QVBoxLayout>

#include "app/workspace/workspace.h"
#include "views/findings/workflow_view.h"
#include "views/shell/action_registry.h"
#include "views/shell/elided_label.h"
#include "views/shell/empty_state.h"
#include "views/text/text.h"
#include "views/theme/theme.h"

namespace causeway::views {

namespace {

// A sign of the drawing and what it means.
class LegendEntry : public QWidget {
public:
    LegendEntry(WorkflowLayout::Kind kind, bool around, const QString &meaning, QWidget *parent) : QWidget(parent), m_kind(kind), m_around(around), m_meaning(meaning)
    {
        setAccessibleName(meaning);
        setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    }
    QSize sizeHint() const override
    {
        const QFontMetrics metrics(theme::smallFont());
        return {kSign + 4 + metrics.horizontalAdvance(m_meaning), std::max(metrics.height(), 16)};
    }
    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        const double middle = height() / 2.0;
        if (m_around || m_kind == WorkflowLayout::Kind::Loop) {
            painter.setPen(QPen(m_around ? theme::outline() : theme::color(theme::Tone::Info), 1.2, m_around ? Qt::DashLine : Qt::SolidLine));
            QPainterPath path(QPointF(2, middle + 5));
            path.lineTo(kSign - 4, middle + 5);
            path.lineTo(kSign - 4, middle - 5);
            path.lineTo(2, middle - 5);
            painter.drawPath(path);
            if (!m_around)
                painter.drawPolyline(QPolygonF({QPointF(6, middle - 8.5), QPointF(2, middle - 5), QPointF(6, middle - 1.5)}));
        } else
            paintWorkflowMark(painter, m_kind == WorkflowLayout::Kind::Concurrent ? QRectF(1, middle - 3, kSign - 4, 6) : QRectF(2, middle - 6, 16, 12), m_kind);
        painter.setFont(theme::smallFont());
        painter.setPen(theme::muted());
        painter.drawText(QRectF(kSign + 4, 0, width(), height()), Qt::AlignLeft | Qt::AlignVCenter, m_meaning);
    }

private:
    static constexpr int kSign = 22;
    WorkflowLayout::Kind m_kind;
    bool m_around;
    QString m_meaning;
};

} // namespace

WorkflowPanel::WorkflowPanel(ViewContext context, QWidget *parent)
    : QWidget(parent), m_context(context), m_stack(new QStackedLayout(this)), m_page(new QWidget(this)), m_view(new WorkflowView(m_page)), m_summary(new ElidedLabel(m_page)),
      m_noSessions(new EmptyState(QStringLiteral("flow"), tr("No sessions yet"), tr("Run detectors: events are grouped into sessions, and the steps that these follow are drawn here."), this,
                                  context.actions.action(QStringLiteral("findings.run")))),
      m_empty(new EmptyState(QStringLiteral("flow"), {}, {}, this))
{
    auto *column = new QVBoxLayout(m_page);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    auto *bar = new QHBoxLayout;
    bar->setContentsMargins(theme::kMargin, 4, theme::kMargin, 4);
    bar->setSpacing(theme::kGroup);
    m_summary->setAccessibleName(tr("What the workflow is of"));
    bar->addWidget(m_summary, 1);
    using Kind = WorkflowLayout::Kind;
    for (const auto &[kind, around, meaning] : {std::tuple{Kind::Concurrent, false, tr("at the same time")}, {Kind::Branch, false, tr("one of")}, {Kind::Loop, false, tr("again and again")},
                                                {Kind::Step, true, tr("may be passed over")}})
        bar->addWidget(new LegendEntry(kind, around, meaning, m_page));
    const std::tuple<const char *, QString, QString, void (WorkflowView::*)()> sizes[] = {{nullptr, QStringLiteral("−"), tr("Smaller (−)"), &WorkflowView::zoomOut},
                                                                                          {nullptr, QStringLiteral("+"), tr("Larger (+)"), &WorkflowView::zoomIn},
                                                                                          {"maximise", {}, tr("All of it (F)"), &WorkflowView::fit}};
    auto *buttons = new QHBoxLayout;
    buttons->setSpacing(0);
    for (const auto &[icon, sign, help, run] : sizes) {
        auto *button = new QToolButton(m_page);
        if (icon != nullptr)
            button->setIcon(theme::icon(QLatin1String(icon)));
        button->setText(sign);
        button->setAutoRaise(true);
        button->setToolTip(help);
        button->setAccessibleName(help);
        connect(button, &QToolButton::clicked, m_view, run);
        buttons->addWidget(button);
    }
    bar->addLayout(buttons);
    column->addLayout(bar);
    column->addWidget(m_view, 1);
    for (QWidget *page : std::initializer_list<QWidget *>{m_noSessions, m_empty, m_page})
        m_stack->addWidget(page);
    setMinimumHeight(112);
    setFocusProxy(m_view);

    using workspace::Workspace;
    Workspace &ws = context.workspace;
    for (const auto signal : {&Workspace::projectChanged, &Workspace::catalogChanged, &Workspace::sessionsChanged, &Workspace::labelsChanged})
        connect(&ws, signal, this, &WorkflowPanel::outdate);
    connect(m_view, &WorkflowView::stepActivated, this, [this](TemplateId id) {
        storage::Filter filter = m_context.workspace.filter();
        std::erase(filter.notTemplates, id);
        filter.templates = {id};
        m_context.workspace.setFilter(filter, m_context.workspace.view().eventsName);
    });
    updateLook();
}

void WorkflowPanel::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    if (m_stale)
        read();
}

void WorkflowPanel::outdate()
{
    m_stale = true;
    if (m_context.workspace.sessions() == nullptr)
        show(nullptr);
    if (isVisible())
        read();
}

void WorkflowPanel::read()
{
    const auto project = m_context.workspace.data().project;
    if (project == nullptr || m_context.workspace.sessions() == nullptr) {
        m_context.workspace.jobs().cancelKey("findings.workflow");
        show(nullptr);
        return;
    }
    m_stale = false;
    using Made = std::shared_ptr<const engine::WorkflowResponse>;
    m_context.workspace.jobs().start<Made>(
        {.key = "findings.workflow", .title = Message(CAUSEWAY_TEXT("Find the workflow of the sessions")), .quiet = true},
        [project](const Job &job) -> Result<Made> {
            CAUSEWAY_ASSIGN(engine::WorkflowResponse response, engine::mineWorkflow(*project, {}, job));
            return std::make_shared<const engine::WorkflowResponse>(std::move(response));
        },
        this, [this](const Made &made) { show(made); });
}

void WorkflowPanel::show(std::shared_ptr<const engine::WorkflowResponse> workflow)
{
    m_workflow = std::move(workflow);
    m_view->setWorkflow(m_workflow);
    updateLook();
    Q_EMIT workflowChanged();
}

QString WorkflowPanel::summary() const
{
    if (m_workflow == nullptr)
        return {};
    const auto number = [](std::uint64_t value) { return text::number(static_cast<std::int64_t>(value)); };
    const sessions::Workflow &workflow = m_workflow->workflow;
    const QString grouping = text::fromBytes(m_workflow->grouping);
    QStringList parts{workflow.sessions == 1 ? tr("1 session by %1").arg(grouping) : tr("%1 sessions by %2").arg(number(workflow.sessions), grouping),
                      workflow.nodes.size() == 1 ? tr("1 pattern") : tr("%1 patterns").arg(number(workflow.nodes.size()))};
    if (workflow.rareTemplates > 0)
        parts << (workflow.rareTemplates == 1 ? tr("1 rare one left out") : tr("%1 rare ones left out").arg(number(workflow.rareTemplates)));
    if (m_workflow->leftOut > 0)
        parts << (m_workflow->leftOut == 1 ? tr("1 anomalous session left out") : tr("%1 anomalous sessions left out").arg(number(m_workflow->leftOut)));
    return parts.join(QStringLiteral(" · "));
}

void WorkflowPanel::updateLook()
{
    QWidget *page = m_page;
    if (m_context.workspace.sessions() == nullptr)
        page = m_noSessions;
    else if (m_workflow == nullptr || m_workflow->workflow.nodes.empty()) {
        page = m_empty;
        if (m_workflow == nullptr)
            m_empty->setText(tr("Looking for the workflow …"), {});
        else
            m_empty->setText(tr("There is no workflow"), tr("No pattern is in enough of the sessions."));
    }
    m_stack->setCurrentWidget(page);
    m_summary->setText(summary());
    m_summary->setDetails(tr("What hardly ever happens is left out; the command line's workflow verb can be asked for more."));
}

} // namespace causeway::views
