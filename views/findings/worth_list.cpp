#include "views/findings/worth_list.h"

#include <QEvent>
#include <QListView>
#include <QStackedLayout>

#include <algorithm>

#include "app/workspace/workspace.h"
#include "views/findings/finding_delegate.h"
#include "views/findings/finding_review.h"
#include "views/shell/empty_state.h"
#include "views/text/text.h"

namespace causeway::views {

WorthList::WorthList(ViewContext context, FindingReview &review, QWidget *parent)
    : QWidget(parent), m_context(context), m_review(review), m_model(new LabelQueueModel(this)), m_list(new QListView(this)), m_stack(new QStackedLayout(this)),
      m_empty(new EmptyState(QStringLiteral("label"), tr("Nothing is worth a label"), {}, this))
{
    m_list->setAccessibleName(tr("Sessions that are worth a label"));
    m_list->setModel(m_model);
    m_list->setItemDelegate(new FindingDelegate(m_list));
    m_list->setUniformItemSizes(true);
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_list->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_stack->addWidget(m_list);
    m_stack->addWidget(m_empty);
    setFocusProxy(m_list);
    connect(m_list->selectionModel(), &QItemSelectionModel::currentRowChanged, this, [this] {
        if (!m_showing)
            goToChosen();
    });
    // One that is chosen already, after something else was looked at.
    connect(m_list, &QListView::clicked, this, &WorthList::goToChosen);

    using workspace::Workspace;
    for (const auto signal : {&Workspace::labelsChanged, &Workspace::findingsChanged, &Workspace::sessionsChanged})
        connect(&context.workspace, signal, this, &WorthList::markStale);
    connect(&context.workspace, &Workspace::projectChanged, this, [this] {
        m_chosen = {};
        m_reading = false;
        m_model->setQueue(nullptr);
        updateStack();
        markStale();
    });
    updateStack();
}

void WorthList::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    if (m_stale)
        read();
    else
        goToChosen();
}

void WorthList::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::FontChange || event->type() == QEvent::StyleChange)
        m_list->doItemsLayout(); // rows are as high as their font
}

void WorthList::markStale()
{
    m_stale = true;
    if (isVisible())
        read();
}

void WorthList::read()
{
    const auto project = m_context.workspace.data().project;
    if (!project)
        return;
    m_stale = false;
    m_reading = true;
    Q_EMIT changed();
    using Queue = LabelQueueModel::Queue;
    m_context.workspace.jobs().start<Queue>(
        {.key = "findings.worth", .title = Message(CAUSEWAY_TEXT("Look for what is worth a label"))},
        [project](const Job &job) -> Result<Queue> {
            CAUSEWAY_ASSIGN(engine::LabelQueueResponse response, engine::labelQueue(*project, {kListed, 0}, job));
            return std::make_shared<const engine::LabelQueueResponse>(std::move(response));
        },
        this,
        [this](Queue queue) {
            m_reading = false;
            const int before = std::max(0, m_list->currentIndex().row());
            m_showing = true;
            m_model->setQueue(std::move(queue));
            // What was chosen stays chosen; where it is labelled now, the next one takes its place.
            int row = m_model->rowOf(m_chosen);
            const bool same = row >= 0;
            if (!same)
                row = std::min(before, m_model->rowCount() - 1);
            if (row >= 0)
                m_list->setCurrentIndex(m_model->index(row));
            m_showing = false;
            updateStack();
            Q_EMIT changed();
            if (!same)
                goToChosen();
        },
        [this](const Error &error) {
            m_reading = false;
            updateStack();
            Q_EMIT changed();
            if (error.code != ErrorCode::Cancelled)
                m_context.workspace.reportError(error);
        });
}

void WorthList::goToChosen()
{
    const QModelIndex index = m_list->currentIndex();
    if (!isVisible() || !index.isValid() || index.row() >= m_model->rowCount())
        return;
    const engine::QueuedSubject queued = m_model->row(index.row()); // a copy: what follows may bring other rows
    m_chosen = queued.subject;
    m_list->scrollTo(index);
    m_review.goTo(queued.subject, text::render(queued.reason), queued.alike);
}

void WorthList::move(int rows)
{
    if (m_model->rowCount() > 0)
        m_list->setCurrentIndex(m_model->index(std::clamp(m_list->currentIndex().row() + rows, 0, m_model->rowCount() - 1)));
}

void WorthList::updateStack()
{
    const bool none = m_model->rowCount() == 0 && !m_reading;
    const auto &queue = m_model->queue();
    m_empty->setText(tr("Nothing is worth a label"), queue != nullptr && queue->unlabelled == 0 ? tr("Every session is labelled, or there are none.")
                                                                                               : tr("Sessions that detectors are unsure of, or that stand for many, are listed here."));
    m_stack->setCurrentWidget(none ? static_cast<QWidget *>(m_empty) : m_list);
}

} // namespace causeway::views
