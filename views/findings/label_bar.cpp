#include "views/findings/label_bar.h"

#include <QAction>
#include <QComboBox>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QPainter>
#include <QToolButton>

#include "views/findings/finding_delegate.h"
#include "views/findings/finding_review.h"
#include "views/shell/action_registry.h"
#include "views/shell/elided_label.h"
#include "views/text/text.h"
#include "views/theme/theme.h"

namespace causeway::views {

namespace {

// A verdict to press: its mark and word in its colour, filled while it is the label.
class VerdictButton : public QToolButton {
public:
    VerdictButton(Verdict verdict, const QString &key, QWidget *parent) : QToolButton(parent), m_verdict(verdict), m_key(key)
    {
        setCheckable(true);
        setText(text::verdictName(verdict));
        setAccessibleName(text::verdictName(verdict));
        setFocusPolicy(Qt::TabFocus);
    }
    QSize sizeHint() const override { return {fontMetrics().horizontalAdvance(text() + m_key) + 16 + 4 * 8, fontMetrics().height() + 10}; }

protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        const QColor tone = isEnabled() ? theme::verdictColor(m_verdict) : palette().color(QPalette::Disabled, QPalette::ButtonText);
        QColor ground = isChecked() ? tone : palette().color(QPalette::Button);
        if (!isChecked() && underMouse() && isEnabled())
            ground = ground.darker(theme::isDark() ? 85 : 105);
        painter.setPen(QPen(hasFocus() ? palette().color(QPalette::Highlight) : isChecked() ? tone : theme::line(), hasFocus() ? 2 : 1));
        painter.setBrush(ground);
        painter.drawRoundedRect(QRectF(rect()).adjusted(1, 1, -1, -1), 4, 4);
        const QColor ink = isChecked() ? palette().color(QPalette::Base) : tone;
        paintVerdict(painter, QRect(8, 0, 16, height()), &m_verdict, ink);
        painter.setPen(isChecked() ? ink : palette().color(isEnabled() ? QPalette::Active : QPalette::Disabled, QPalette::ButtonText));
        painter.drawText(rect().adjusted(8 + 16 + 6, 0, 0, 0), Qt::AlignVCenter | Qt::AlignLeft, text());
        painter.setPen(isChecked() ? ink : theme::muted());
        painter.drawText(rect().adjusted(0, 0, -8, 0), Qt::AlignVCenter | Qt::AlignRight, m_key);
    }

private:
    Verdict m_verdict;
    QString m_key;
};

} // namespace

LabelBar::LabelBar(ViewContext context, FindingReview &review, QWidget *parent)
    : QWidget(parent), m_context(context), m_review(review), m_clear(new QToolButton(this)), m_kind(new QComboBox(this)), m_note(new QLineEdit(this)), m_by(new ElidedLabel(this))
{
    auto *line = new QHBoxLayout(this);
    line->setContentsMargins(0, 0, 0, 0);
    line->setSpacing(6);
    const std::pair<Verdict, const char *> verdicts[] = {{Verdict::Normal, "findings.normal"}, {Verdict::Anomalous, "findings.anomalous"}, {Verdict::Unsure, "findings.unsure"}};
    for (const auto &[verdict, id] : verdicts) {
        QAction *action = context.actions.action(QLatin1String(id));
        auto *button = new VerdictButton(verdict, action->shortcut().toString(), this);
        button->setToolTip(action->toolTip());
        // The button shows what is stored, not what was clicked.
        connect(button, &QToolButton::clicked, this, [this, verdict = verdict] {
            m_review.label(verdict); // who has the mouse here looks at this one: only keys go on
            refresh();
        });
        m_verdicts.push_back(button);
        line->addWidget(button);
    }
    m_clear->setDefaultAction(context.actions.action(QStringLiteral("findings.clear")));
    m_clear->setToolButtonStyle(Qt::ToolButtonIconOnly);
    m_clear->setAutoRaise(true);
    m_clear->setAccessibleName(m_clear->defaultAction()->text());
    line->addWidget(m_clear);
    m_kind->setEditable(true);
    m_kind->setInsertPolicy(QComboBox::NoInsert);
    m_kind->setAccessibleName(tr("Kind of anomaly"));
    m_kind->lineEdit()->setPlaceholderText(tr("Kind"));
    m_kind->lineEdit()->setAccessibleName(tr("Kind of anomaly"));
    m_kind->setMinimumContentsLength(6);
    m_kind->setMaximumWidth(160);
    m_kind->setToolTip(tr("A name of your own for this kind of anomaly. The first six get the keys 4 to 9."));
    line->addWidget(m_kind, 1);
    m_note->setPlaceholderText(tr("Note"));
    m_note->setAccessibleName(tr("Note to the label"));
    m_note->setMaxLength(4000);
    m_note->setMinimumWidth(56);
    line->addWidget(m_note, 2);
    m_by->setForegroundRole(QPalette::PlaceholderText);
    m_by->setAccessibleName(tr("Who labelled it"));
    line->addWidget(m_by, 1);

    connect(m_note, &QLineEdit::editingFinished, this, &LabelBar::saveNote);
    connect(m_kind->lineEdit(), &QLineEdit::returnPressed, this, [this] { m_review.setKind(m_kind->currentText()); });
    connect(m_kind, &QComboBox::activated, this, [this](int index) { m_review.setKind(m_kind->itemData(index).toString()); });
    connect(&review, &FindingReview::currentChanged, this, [this] {
        const FindingTable::Row *row = m_review.current();
        const Subject subject = row == nullptr ? Subject{} : row->finding.subject;
        if (subject != std::exchange(m_subject, subject))
            m_note->setModified(false); // what was typed was about another one
        refresh();
    });
    connect(&review, &FindingReview::queueChanged, this, &LabelBar::refresh);
    connect(&review, &FindingReview::kindsChanged, this, &LabelBar::refreshKinds);
    refreshKinds();
}

void LabelBar::refreshKinds()
{
    const QSignalBlocker blocker(m_kind);
    const QString typed = m_kind->currentText();
    m_kind->clear();
    m_kind->addItem(tr("no kind"), QString());
    int key = 4;
    for (const QString &kind : m_review.kinds())
        m_kind->addItem(QStringLiteral("%1  %2").arg(QString::number(key++), kind), kind);
    m_kind->setCurrentIndex(-1);
    m_kind->setEditText(typed);
    refresh();
}

void LabelBar::saveNote()
{
    // Before another finding is chosen: the note belongs to the one it was typed for.
    if (m_note->isModified()) {
        m_note->setModified(false);
        m_review.setNote(m_note->text());
    }
}

void LabelBar::refresh()
{
    const bool some = m_review.current() != nullptr;
    const storage::Label *label = m_review.currentLabel();
    for (std::size_t i = 0; i < m_verdicts.size(); ++i) {
        m_verdicts[i]->setEnabled(some);
        m_verdicts[i]->setChecked(label != nullptr && label->verdict == static_cast<Verdict>(i));
        m_verdicts[i]->update();
    }
    m_kind->setEnabled(some);
    if (!m_kind->lineEdit()->hasFocus()) {
        const QSignalBlocker blocker(m_kind);
        m_kind->setCurrentIndex(-1);
        m_kind->setEditText(label == nullptr ? QString() : text::fromBytes(label->kind));
    }
    m_note->setEnabled(label != nullptr);
    m_note->setToolTip(label != nullptr ? QString() : tr("Label the finding first: a note belongs to a label."));
    if (!m_note->isModified())
        m_note->setText(label == nullptr ? QString() : text::fromBytes(label->note));
    m_by->setText(label == nullptr ? QString() : tr("by %1").arg(text::fromBytes(label->by)));
    m_by->setDetails(label == nullptr ? QString() : text::time(TimePoint{label->atNs}));
}

} // namespace causeway::views
