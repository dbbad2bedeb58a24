#include "views/dialogs/bundle_dialog.h"

#include <QDialogButtonBox>
#include <QFormLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>

#include "app/workspace/workspace.h"
#include "views/text/text.h"
#include "views/theme/theme.h"

namespace causeway::views {

namespace {

constexpr int kWidth = 460; // pixels
constexpr const char *kKey = "bundle.plan";

QString count(std::uint64_t value) { return text::number(static_cast<std::int64_t>(value)); }

} // namespace

BundleDialog::BundleDialog(const ViewContext &context, QWidget *parent) : QDialog(parent), m_workspace(context.workspace)
{
    setWindowTitle(tr("Export bundle"));
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(theme::kGroup, theme::kGroup, theme::kGroup, theme::kGroup);
    column->setSpacing(theme::kGroup);
    const auto label = [this](const QString &name, const QString &words) {
        auto *made = new QLabel(words, this);
        made->setObjectName(name);
        made->setTextFormat(Qt::PlainText);
        made->setWordWrap(true);
        made->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
        return made;
    };
    column->addWidget(label(QStringLiteral("what"), tr("One file that a colleague opens: lines, traces and metrics of an incident and of the time before it, with their labels, findings, bookmarks and models.")));
    m_request.time = m_workspace.filter().range;
    m_time = label(QStringLiteral("time"), m_request.time.isAll() ? tr("everything (choose a time on the time line for less)") : text::range(m_request.time));
    m_baseline = label(QStringLiteral("baseline"), tr("looking …"));
    m_holds = label(QStringLiteral("holds"), tr("looking …"));
    m_size = label(QStringLiteral("size"), tr("looking …"));
    auto *form = new QFormLayout;
    form->setLabelAlignment(Qt::AlignLeft);
    const auto row = [&](const QString &title, QLabel *value) {
        value->setAccessibleName(title);
        value->setWordWrap(false); // lines of their own
        form->addRow(title, value);
    };
    row(tr("Time"), m_time);
    row(tr("Baseline"), m_baseline);
    row(tr("Holds"), m_holds);
    row(tr("Size"), m_size);
    column->addLayout(form);
    m_notes = label(QStringLiteral("notes"), {});
    m_notes->hide();
    column->addWidget(m_notes);
    column->addWidget(label(QStringLiteral("left out"), tr("Lines, traces and names from outside of these times stay behind, and so does the history of edits. Models are taken as they are, with what they have learned of other times.")));
    column->addStretch();

    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    m_export = buttons->addButton(tr("Export…"), QDialogButtonBox::AcceptRole);
    m_export->setDefault(true);
    m_export->setEnabled(false);
    m_export->setToolTip(tr("When it is known what will be in it."));
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    column->addWidget(buttons);
    resize(kWidth, sizeHint().height());
    fit();

    m_workspace.jobs().start<engine::BundlePlan>({.key = kKey, .title = Message(CAUSEWAY_TEXT("Look what a bundle will hold"))},
                                                 [project = m_workspace.data().project, request = m_request](const Job &job) { return engine::planBundle(*project, request, job); }, this,
                                                 [this](const engine::BundlePlan &plan) { show(plan); }, [this](const Error &error) { show(error); });
}

BundleDialog::~BundleDialog() { m_workspace.jobs().cancelKey(kKey); }

void BundleDialog::show(const engine::BundlePlan &plan)
{
    const storage::BundleInfo &info = plan.content.info;
    m_baseline->setText(plan.content.everything ? tr("with everything") : info.baseline ? text::range(*info.baseline) : tr("none: nothing lies before"));
    // A line each: traces only where there are some.
    QStringList holds;
    const auto part = [&](const QString &of, const engine::BundlePart &one) {
        QStringList what;
        if (one.events > 0)
            what << (one.events == 1 ? tr("1 event") : tr("%1 events").arg(count(one.events)));
        if (one.traces > 0)
            what << tr("%1 spans in %2 traces").arg(count(one.spans), count(one.traces));
        if (!what.isEmpty())
            holds << of.arg(what.join(QStringLiteral(", ")));
    };
    part(plan.content.everything ? QStringLiteral("%1") : tr("of the time: %1"), plan.time);
    part(tr("of the baseline: %1"), plan.baseline);
    part(tr("around, to be whole: %1", "of traces and sessions"), plan.around);
    if (plan.metricPoints > 0)
        holds << tr("%1 points of metrics").arg(count(plan.metricPoints));
    m_holds->setText(holds.join(QLatin1Char('\n')));
    m_size->setText(tr("about %1").arg(text::bytes(Bytes{plan.bytes})));
    QStringList notes;
    if (plan.cutSessions > 0)
        notes << (plan.cutSessions == 1 ? tr("Of 1 session, which lasts longer, only a part is in it.") : tr("Of %1 sessions, which last longer, only a part is in it.").arg(count(plan.cutSessions)));
    if (plan.timelessLeftOut > 0)
        notes << tr("%1 lines stay out: nothing in their source tells a time.").arg(count(plan.timelessLeftOut));
    m_notes->setText(notes.join(QLatin1Char('\n')));
    m_notes->setVisible(!notes.isEmpty());
    m_export->setEnabled(true);
    m_export->setToolTip({});
    m_export->setFocus(Qt::OtherFocusReason); // what Return does
    fit();
}

// To what is said by now.
void BundleDialog::fit()
{
    layout()->activate();
    const int needed = layout()->hasHeightForWidth() ? layout()->totalHeightForWidth(width()) : sizeHint().height();
    resize(width(), std::max(height(), needed));
}

void BundleDialog::show(const Error &error)
{
    for (QLabel *one : {m_baseline, m_holds, m_size})
        one->setText(QStringLiteral("–"));
    m_notes->setText(text::render(error));
    m_notes->show();
    m_export->setToolTip(tr("There is nothing to export."));
    fit();
}

} // namespace causeway::views
