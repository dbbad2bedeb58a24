#include "views/traces/flame_panel.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QStackedLayout>
#include <QToolButton>

#include "app/workspace/workspace.h"
#include "views/shell/action_registry.h"
#include "views/shell/elided_label.h"
#include "views/shell/empty_state.h"
#include "views/shell/once_seen.h"
#include "views/text/text.h"
#include "views/theme/theme.h"
#include "views/traces/flame_view.h"
#include "views/traces/trace_desk.h"

namespace causeway::views {

FlamePanel::FlamePanel(TraceDesk &desk, QWidget *parent)
    : QWidget(parent), m_desk(desk), m_view(new FlameView(this)), m_path(new ElidedLabel(this)), m_reset(new QToolButton(this)), m_field(new QLineEdit(this)), m_found(new QLabel(this)),
      m_stack(new QStackedLayout(this))
{
    auto *page = new QWidget(this);
    auto *column = new QVBoxLayout(page);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    auto *bar = new QHBoxLayout;
    bar->setContentsMargins(theme::kMargin, 4, theme::kMargin, 4);
    bar->setSpacing(theme::kGrid);
    m_reset->setIcon(theme::icon(QStringLiteral("restore")));
    m_reset->setText(tr("All"));
    m_reset->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_reset->setAutoRaise(true);
    m_reset->setAccessibleName(tr("Show all of the flame graph"));
    m_reset->setToolTip(tr("Show all of it  (0)"));
    m_field->setPlaceholderText(tr("Find operations"));
    m_field->setAccessibleName(tr("Find operations in the flame graph"));
    m_field->setClearButtonEnabled(true);
    m_field->setMaximumWidth(220);
    m_found->setTextFormat(Qt::PlainText);
    m_found->setForegroundRole(QPalette::PlaceholderText);
    bar->addWidget(m_reset);
    bar->addWidget(m_path, 1);
    bar->addWidget(m_field);
    bar->addWidget(m_found);
    column->addLayout(bar);
    column->addWidget(m_view, 1);
    m_empty = new EmptyState(QStringLiteral("flame"), tr("No traces are listed"), tr("The traces of the list are folded here into one picture of where the time goes."), this,
                             desk.context().actions.action(QStringLiteral("traces.list")));
    m_stack->addWidget(page);
    m_stack->addWidget(m_empty);
    setFocusProxy(m_view);
    connect(&m_desk, &TraceDesk::listingChanged, this, &FlamePanel::refresh);
    connect(m_reset, &QToolButton::clicked, this, [this] { m_view->goInto(0); });
    connect(m_view, &FlameView::focusedChanged, this, &FlamePanel::updatePath);
    connect(m_field, &QLineEdit::textChanged, this, [this](const QString &text) {
        m_view->setSearch(text);
        updateFound();
    });
    updatePath();
    refresh();
}

QString FlamePanel::path() const { return m_path->text(); }

void FlamePanel::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    onceSeen(this, [this] { refresh(); });
}

void FlamePanel::refresh()
{
    const auto listing = m_desk.listing();
    const bool some = listing != nullptr && !listing->traces.empty();
    m_stack->setCurrentIndex(some || (m_desk.isListing() && m_shown != nullptr) ? 0 : 1);
    if (!some) {
        if (!m_desk.isListing() && std::exchange(m_shown, nullptr) != nullptr) {
            m_desk.context().workspace.jobs().cancelKey("traces.flame");
            m_view->setLayout(nullptr);
            updatePath();
        }
        return;
    }
    if (!isVisible() || listing == m_shown)
        return;
    m_shown = listing;
    using Layout = std::shared_ptr<const FlameLayout>;
    m_desk.context().workspace.jobs().start<Layout>(
        {.key = "traces.flame", .title = Message(CAUSEWAY_TEXT("Fold traces into a flame graph")), .quiet = true}, [listing](const Job &job) { return layOutFlame(listing->table, listing->traces, job); }, this,
        [this](Layout layout) {
            m_view->setLayout(std::move(layout));
            updatePath();
            updateFound();
        },
        [this](const Error &error) {
            m_shown.reset(); // once more when it is seen again
            if (error.code != ErrorCode::Cancelled)
                m_desk.context().workspace.reportError(error);
        });
}

void FlamePanel::updatePath()
{
    const bool some = m_view->layoutShown() != nullptr;
    QString path = some ? m_view->path(m_view->focused()).join(QStringLiteral("  ▸  ")) : QString();
    if (some && !m_desk.conditions().empty())
        path += tr("  (by the conditions of the list)");
    m_path->setText(path);
    m_reset->setEnabled(some && m_view->focused() != 0);
}

void FlamePanel::updateFound()
{
    m_found->setText(m_view->shareFound() < 0 ? QString() : tr("%1 of the time").arg(text::percent(m_view->shareFound())));
}

} // namespace causeway::views
