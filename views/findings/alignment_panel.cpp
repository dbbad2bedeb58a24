#include "views/findings/alignment_panel.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QKeyEvent>
#include <QStackedLayout>
#include <QTableView>
#include <QToolButton>

#include <mutex>

#include "app/workspace/workspace.h"
#include "views/explore/table_look.h"
#include "views/findings/finding_review.h"
#include "views/shell/action_registry.h"
#include "views/shell/elided_label.h"
#include "views/shell/empty_state.h"
#include "views/text/text.h"
#include "views/theme/theme.h"

namespace causeway::views {

// Jobs take turns: an aligner is for one thread at a time.
struct AlignmentPanel::Aligner {
    explicit Aligner(std::shared_ptr<storage::Project> opened) : project(std::move(opened)), aligner(*project) {}
    std::mutex mutex;
    std::shared_ptr<storage::Project> project;
    engine::SessionAligner aligner;
};

AlignmentPanel::AlignmentPanel(ViewContext context, FindingReview &review, QWidget *parent)
    : QWidget(parent), m_context(context), m_review(review), m_model(new AlignmentModel(this)), m_table(new QTableView(this)), m_stack(new QStackedLayout(this)),
      m_empty(new EmptyState(QStringLiteral("table"), {}, {}, this)), m_summary(new ElidedLabel(this)), m_fold(new QToolButton(this))
{
    prepareTable(*m_table, tr("The session beside the nearest normal one"));
    m_table->setModel(m_model);
    m_table->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_table->installEventFilter(this);
    QHeaderView *header = m_table->horizontalHeader();
    const int digit = m_table->fontMetrics().horizontalAdvance(QLatin1Char('0'));
    header->setStretchLastSection(false);
    header->setMinimumSectionSize(4 * digit);
    header->setSectionResizeMode(AlignmentModel::HereColumn, QHeaderView::Stretch);
    header->setSectionResizeMode(AlignmentModel::ThereColumn, QHeaderView::Stretch);
    m_table->setColumnWidth(AlignmentModel::SignColumn, 4 * digit);
    m_table->setColumnWidth(AlignmentModel::GapColumn, 12 * digit);

    const TablePage page = makeTablePage(*m_table, this);
    m_page = page.page;
    m_summary->setAccessibleName(tr("How they differ"));
    page.bar->addWidget(m_summary, 1);
    m_fold->setText(tr("Differences only"));
    m_fold->setToolTip(tr("Equal steps far from a difference become one row."));
    m_fold->setCheckable(true);
    m_fold->setChecked(true);
    page.bar->addWidget(m_fold);
    for (const char *id : {"findings.previousDifference", "findings.nextDifference"}) {
        auto *button = new QToolButton(this);
        button->setDefaultAction(context.actions.action(QLatin1String(id)));
        page.bar->addWidget(button);
    }
    m_stack->addWidget(m_page);
    m_stack->addWidget(m_empty);
    m_empty->setMinimumHeight(72);
    setFocusProxy(m_table);

    using workspace::Workspace;
    for (const auto signal : {&Workspace::projectChanged, &Workspace::findingsChanged, &Workspace::sessionsChanged, &Workspace::catalogChanged, &Workspace::labelsChanged})
        connect(&context.workspace, signal, this, &AlignmentPanel::forget);
    connect(&review, &FindingReview::currentChanged, this, &AlignmentPanel::markStale);
    connect(&context.workspace, &Workspace::selectionChanged, this, &AlignmentPanel::follow);
    connect(m_fold, &QToolButton::toggled, this, [this] { show(m_alignment); });
    onRowChosen(*m_table, [this](const QModelIndex &index) {
        const auto *row = m_model->row(index.row());
        if (row == nullptr)
            return;
        m_choosing = true;
        m_context.workspace.selectEvent(row->here ? *row->here : *row->there);
        m_choosing = false;
    });
    show(nullptr);
}

void AlignmentPanel::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    if (m_stale)
        read();
}

void AlignmentPanel::forget()
{
    m_aligner.reset();
    markStale();
}

void AlignmentPanel::markStale()
{
    m_stale = true;
    if (isVisible())
        read();
    else
        show(nullptr);
}

void AlignmentPanel::read()
{
    m_stale = false;
    const FindingTable::Row *row = m_review.current();
    const auto project = m_context.workspace.data().project;
    show(nullptr);
    m_context.workspace.jobs().cancelKey("findings.align");
    if (row == nullptr || !project) {
        say(tr("No finding is chosen"), tr("Choose one in the queue: its session stands here beside the nearest one that is normal."));
        return;
    }
    if (row->finding.subject.kind != SubjectKind::Session) {
        say(tr("A window has no steps to compare"), tr("Only sessions stand side by side: choose a finding about one."));
        return;
    }
    if (m_aligner == nullptr)
        m_aligner = std::make_shared<Aligner>(project);
    say(tr("Looking for the nearest normal session …"), {});
    using Alignment = AlignmentModel::Alignment;
    m_context.workspace.jobs().start<Alignment>(
        {.key = "findings.align", .title = Message(CAUSEWAY_TEXT("Find the nearest normal session")), .quiet = true},
        [shared = m_aligner, subject = row->finding.subject.id](const Job &job) -> Result<Alignment> {
            const std::lock_guard lock(shared->mutex);
            if (job.isCancelled())
                return failure(cancelled());
            CAUSEWAY_ASSIGN(auto response, shared->aligner.align({subject, {}}, job));
            return std::make_shared<const engine::AlignSessionResponse>(std::move(response));
        },
        this, [this](Alignment alignment) { show(std::move(alignment)); },
        [this](const Error &error) {
            if (error.code != ErrorCode::Cancelled)
                say(tr("There is nothing to compare with"), text::render(error));
        });
}

void AlignmentPanel::say(const QString &title, const QString &text)
{
    m_empty->setText(title, text);
    m_stack->setCurrentWidget(m_empty);
}

void AlignmentPanel::show(AlignmentModel::Alignment alignment)
{
    m_alignment = std::move(alignment);
    m_model->setAlignment(m_alignment, m_context.workspace.catalog(), m_fold->isChecked());
    for (const char *id : {"findings.previousDifference", "findings.nextDifference"})
        m_context.actions.setEnabled(QLatin1String(id), m_alignment != nullptr, tr("no sessions stand side by side"));
    if (m_alignment == nullptr)
        return;
    m_summary->setText(summary());
    m_summary->setDetails(text::fromBytes(m_alignment->other));
    m_stack->setCurrentWidget(m_page);
    follow();
    if (!m_table->currentIndex().isValid())
        if (const int first = m_model->nextDifference(-1, true); first >= 0)
            m_table->scrollTo(m_model->index(first, 0), QAbstractItemView::PositionAtCenter);
}

QString AlignmentPanel::summary() const
{
    if (m_alignment == nullptr)
        return {};
    using Why = engine::AlignSessionResponse::Why;
    const auto count = [](std::uint64_t n) { return text::number(static_cast<std::int64_t>(n)); };
    QStringList parts;
    if (m_alignment->missing + m_alignment->extra + m_alignment->late == 0)
        parts << tr("No difference: step for step like a normal session");
    else
        parts << tr("%1 missing, %2 extra, %3 late").arg(count(m_alignment->missing), count(m_alignment->extra), count(m_alignment->late));
    parts << (m_alignment->why == Why::Labelled ? tr("beside %1, labelled normal") : tr("beside %1, which has no finding")).arg(text::fromBytes(m_alignment->other.substr(m_alignment->other.find('=') + 1)));
    if (m_alignment->alike > 1)
        parts << tr("%1 normal sessions have just its steps").arg(count(m_alignment->alike));
    if (!m_alignment->nearest)
        parts << tr("the search was bounded");
    if (!m_alignment->complete)
        parts << tr("too different to compare in full");
    return parts.join(QStringLiteral("  ·  "));
}

void AlignmentPanel::goToDifference(bool forward)
{
    const QModelIndex at = m_table->currentIndex();
    const int end = forward ? -1 : m_model->rowCount();
    int row = m_model->nextDifference(at.isValid() ? at.row() : end, forward);
    if (row < 0)
        row = m_model->nextDifference(end, forward); // round again
    if (row < 0)
        return;
    m_table->setFocus(Qt::ShortcutFocusReason);
    m_table->setCurrentIndex(m_model->index(row, AlignmentModel::HereColumn));
    m_table->scrollTo(m_table->currentIndex(), QAbstractItemView::PositionAtCenter);
    if (const auto *difference = m_model->row(row))
        m_context.workspace.selectEvent(difference->here ? *difference->here : *difference->there);
}

void AlignmentPanel::fold(bool on) { m_fold->setChecked(on); }

void AlignmentPanel::follow()
{
    const auto event = m_context.workspace.selection().event;
    if (m_choosing || !event || m_alignment == nullptr)
        return;
    const int row = m_model->rowOf(*event);
    if (row < 0 || row == m_table->currentIndex().row())
        return;
    m_table->setCurrentIndex(m_model->index(row, AlignmentModel::HereColumn));
}

bool AlignmentPanel::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_table && event->type() == QEvent::KeyPress && static_cast<QKeyEvent *>(event)->matches(QKeySequence::Copy)) {
        copy();
        return true;
    }
    return QWidget::eventFilter(watched, event);
}

void AlignmentPanel::copy() const
{
    QModelIndexList rows = m_table->selectionModel()->selectedRows();
    std::sort(rows.begin(), rows.end(), [](const QModelIndex &a, const QModelIndex &b) { return a.row() < b.row(); });
    QString text;
    for (const QModelIndex &index : rows)
        text += m_model->plainText(index.row()) + QLatin1Char('\n');
    if (!text.isEmpty())
        QGuiApplication::clipboard()->setText(text);
}

} // namespace causeway::views
