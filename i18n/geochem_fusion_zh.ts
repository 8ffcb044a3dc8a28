<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh" sourcelanguage="en">
    <context>
        <name>GeochemFusion</name>
        <message>
            <location filename="../algorithms/anomalies.py"></location>
            <source>Number of places</source>
            <translation>位置数</translation>
        </message>
        <message>
            <location filename="../algorithms/anomalies.py"></location>
            <source>AUC of the score against the deposits</source>
            <translation>得分相对于矿床的 AUC</translation>
        </message>
        <message>
            <location filename="../algorithms/anomalies.py"></location>
            <source>The best AUC of the scores without a network</source>
            <translation>不用网络的得分中最高的 AUC</translation>
        </message>
        <message>
            <location filename="../algorithms/anomalies.py"></location>
            <source>MODEL holds the score without what was learned from LABELS: another survey has to be learned from with labels of its own.</source>
            <translation>MODEL 保存的评分不包含从 LABELS 学到的内容：另一个测区须用其自己的标签学习。</translation>
        </message>
        <message>
            <location filename="../algorithms/anomalies.py"></location>
            <source>{name} was asked for, but there is no network to tell of: it is empty.</source>
            <translation>要求输出 {name}，但没有网络可供说明：该输出为空。</translation>
        </message>
        <message>
            <location filename="../algorithms/anomalies.py"></location>
            <location filename="../core/model_file.py"></location>
            <location filename="../models/anomalies_and_targets.model3"></location>
            <source>Identify geochemical anomalies</source>
            <translation>识别地球化学异常</translation>
        </message>
        <message>
            <location filename="../algorithms/anomalies.py"></location>
            <source>Scores samples by how anomalous they are in a way that means mineralisation, beside simple scores.</source>
            <translation>按样品指示矿化的异常程度打分，并与简单得分并列。</translation>
        </message>
        <message>
            <location filename="../algorithms/anomalies.py"></location>
            <source>anomaly,outlier,target,pathfinder,exploration,mineralisation,graph attention,transformer,samples,points,halo</source>
            <translation>异常,离群点,靶区,指示元素,探途元素,勘查,找矿,矿化,图注意力,transformer,样品,点,矿晕,分散晕</translation>
        </message>
        <message>
            <location filename="../algorithms/anomalies.py"></location>
            <source>Scores the samples of a survey with many elements. The score asks at several scales whether the target is high, and whether it and its pathfinders exceed what is usual beside all other elements; a network adds what it expects of the target from the other elements and the places around. Simple scores stand beside it: the target by itself, its local mean, outliers of any kind, and a null that knows only where samples lie.

With DEPOSITS the report says how well every score ranks known deposits, and what the network adds, with its standard error. Deposits have no part in any score. With LABELS known deposits are learned from instead, and every place is scored by a model that did not see the ground around it.

Training the network needs PyTorch and 300 places; without either the score is the one without a network, and the log says so. MODEL_IN scores other samples with a model made before, and needs no PyTorch. A high score is a place to look at, not a deposit.</source>
            <translation>为多元素调查的样品打分。该得分在多个尺度上考察：目标元素含量是否偏高，目标元素及其指示元素是否超出与所有其他元素相应的通常水平；网络再加入它由其他元素和周围位置对目标元素作出的预期。简单得分与之并列：目标元素本身、其局部均值、任意类型的离群点，以及只知道样品位置的零模型。

给出 DEPOSITS 时，报告说明每个得分对已知矿床排序的优劣，以及网络带来的改进及其标准误差。矿床不参与任何得分。给出 LABELS 时则从已知矿床学习，每个位置都由未见过其周围区域的模型打分。

训练网络需要 PyTorch 和 300 个位置；缺少其一时，得分即为不用网络的得分，日志中会说明。MODEL_IN 用以前建立的模型为其他样品打分，不需要 PyTorch。得分高的位置值得查看，但并不就是矿床。</translation>
        </message>
        <message>
            <location filename="../algorithms/anomalies.py"></location>
            <source>Point layer of the samples; its selection and filter are honoured. Rows at one place are averaged.</source>
            <translation>样品点图层；只使用其选择集和过滤器所限定的要素。同一位置的多行取平均。</translation>
        </message>
        <message>
            <location filename="../algorithms/anomalies.py"></location>
            <location filename="../algorithms/gridsamples.py"></location>
            <location filename="../algorithms/readtable.py"></location>
            <location filename="../models/anomalies_and_targets.model3"></location>
            <location filename="../models/grid_and_fuse.model3"></location>
            <source>Samples</source>
            <translation>样品</translation>
        </message>
        <message>
            <location filename="../algorithms/anomalies.py"></location>
            <source>Fields with contents, numbers or text (a 'less than' sign marks a detection limit). None chosen: all that are named as elements or oxides, such as Cu, Au_ppb or K2O_pct.</source>
            <translation>存放含量的字段，数值或文本均可（小于号表示检出限）。不选表示所有以元素或氧化物命名的字段，如 Cu、Au_ppb 或 K2O_pct。</translation>
        </message>
        <message>
            <location filename="../algorithms/anomalies.py"></location>
            <location filename="../algorithms/gridsamples.py"></location>
            <location filename="../models/grid_and_fuse.model3"></location>
            <source>Elements (fields)</source>
            <translation>元素（字段）</translation>
        </message>
        <message>
            <location filename="../algorithms/anomalies.py"></location>
            <source>Elements of the commodity sought. None chosen: one is proposed, gold before copper before zinc.</source>
            <translation>所找矿种的元素。不选则自动建议一个，金先于铜，铜先于锌。</translation>
        </message>
        <message>
            <location filename="../algorithms/anomalies.py"></location>
            <location filename="../models/anomalies_and_targets.model3"></location>
            <source>Elements sought</source>
            <translation>所找元素</translation>
        </message>
        <message>
            <location filename="../algorithms/anomalies.py"></location>
            <source>Elements that accompany the target in and around deposits. None chosen: those that handbooks name for it.</source>
            <translation>在矿床内部和周围与目标元素伴生的元素。不选则采用手册为目标元素列出的元素。</translation>
        </message>
        <message>
            <location filename="../algorithms/anomalies.py"></location>
            <source>Pathfinders</source>
            <translation>指示元素</translation>
        </message>
        <message>
            <location filename="../algorithms/anomalies.py"></location>
            <location filename="../algorithms/prospectivity.py"></location>
            <location filename="../algorithms/train.py"></location>
            <location filename="../algorithms/trainsuperresolution.py"></location>
            <location filename="../models/fuse_and_evaluate.model3"></location>
            <location filename="../models/grid_and_fuse.model3"></location>
            <location filename="../models/map_and_evaluate_prospectivity.model3"></location>
            <location filename="../models/sharpen_and_evaluate.model3"></location>
            <source>Method</source>
            <translation>方法</translation>
        </message>
        <message>
            <location filename="../algorithms/anomalies.py"></location>
            <source>mstgat: scores without a network joined by a Transformer over the elements of a place and graph attention over the places around. spectral, spatial: the network alone, with one of its branches. classical: no network.</source>
            <translation>mstgat：在不用网络的得分之上，结合同一位置各元素间的 Transformer 和周围位置间的图注意力。spectral、spatial：只用网络，且只用其中一个分支。classical：不用网络。</translation>
        </message>
        <message>
            <location filename="../algorithms/anomalies.py"></location>
            <source>Score of METHOD=classical</source>
            <translation>METHOD=classical 时的得分</translation>
        </message>
        <message>
            <location filename="../algorithms/anomalies.py"></location>
            <source>Which of the scores without a network is written. multiscale: level and exceedance at several scales, which holds best over surveys. All of them stand in the report and in TABLE.</source>
            <translation>写出哪一个不用网络的得分。multiscale：多个尺度上的含量水平与超出量，在各调查区中表现最稳定。所有得分都列在报告和 TABLE 中。</translation>
        </message>
        <message>
            <location filename="../algorithms/anomalies.py"></location>
            <source>How many neighbours the network asks at each scale, separated by commas.</source>
            <translation>网络在每个尺度上查看多少个邻点，用英文逗号分隔。</translation>
        </message>
        <message>
            <location filename="../algorithms/anomalies.py"></location>
            <source>Neighbours of each scale</source>
            <translation>各尺度的邻点数</translation>
        </message>
        <message>
            <location filename="../algorithms/anomalies.py"></location>
            <source>How often the network sees all places while it learns. 0: 40 times, down to 20 for large surveys.</source>
            <translation>网络学习时将全部位置看多少遍。0：40 遍，对于大型调查可减至 20 遍。</translation>
        </message>
        <message>
            <location filename="../algorithms/anomalies.py"></location>
            <source>Epochs (0 = automatic)</source>
            <translation>训练轮数（0 = 自动）</translation>
        </message>
        <message>
            <location filename="../algorithms/anomalies.py"></location>
            <source>Numbers that stand for an element or a place in the network, a multiple of 4.</source>
            <translation>网络中表示一个元素或一个位置所用的数的个数，须为 4 的倍数。</translation>
        </message>
        <message>
            <location filename="../algorithms/anomalies.py"></location>
            <location filename="../algorithms/prospectivity.py"></location>
            <location filename="../algorithms/trainsuperresolution.py"></location>
            <source>Width of the network</source>
            <translation>网络宽度</translation>
        </message>
        <message>
            <location filename="../algorithms/anomalies.py"></location>
            <source>Start of the random numbers; the same seed gives the same scores with the same versions, at any number of threads.</source>
            <translation>随机数的起点；版本相同时，相同的种子得到相同的得分，与线程数无关。</translation>
        </message>
        <message>
            <location filename="../algorithms/anomalies.py"></location>
            <location filename="../algorithms/evaluatetargets.py"></location>
            <location filename="../algorithms/parameters.py"></location>
            <location filename="../algorithms/practicescene.py"></location>
            <location filename="../algorithms/prospectivity.py"></location>
            <location filename="../algorithms/trainsuperresolution.py"></location>
            <source>Seed</source>
            <translation>随机种子</translation>
        </message>
        <message>
            <location filename="../algorithms/anomalies.py"></location>
            <source>Score these samples with a model of this algorithm, made of a survey with the same elements. METHOD, TARGET, PATHFINDERS and the settings of the network are then those of the model.</source>
            <translation>用本算法由元素相同的调查建立的模型为这些样品打分。此时 METHOD、TARGET、PATHFINDERS 和网络的设置均取自该模型。</translation>
        </message>
        <message>
            <location filename="../algorithms/anomalies.py"></location>
            <location filename="../algorithms/prospectivity.py"></location>
            <source>Model made before</source>
            <translation>以前建立的模型</translation>
        </message>
        <message>
            <location filename="../algorithms/anomalies.py"></location>
            <source>Points of known deposits. They judge the scores and have no part in them.</source>
            <translation>已知矿床的点。只用于评判得分，不参与打分。</translation>
        </message>
        <message>
            <location filename="../algorithms/anomalies.py"></location>
            <location filename="../algorithms/prospectivity.py"></location>
            <source>Known deposits (to judge)</source>
            <translation>已知矿床（用于评判）</translation>
        </message>
        <message>
            <location filename="../algorithms/anomalies.py"></location>
            <source>Points of known deposits to learn from, at least {least} different places. Every place is scored by a model that saw neither it nor the ground around it.</source>
            <translation>供学习的已知矿床的点，至少要有 {least} 个不同的位置。每个位置都由既未见过它、也未见过其周围区域的模型打分。</translation>
        </message>
        <message>
            <location filename="../algorithms/anomalies.py"></location>
            <source>Known deposits (to learn from)</source>
            <translation>已知矿床（用于学习）</translation>
        </message>
        <message>
            <location filename="../algorithms/anomalies.py"></location>
            <source>Least distance of other places from deposits (metres)</source>
            <translation>其他位置与矿床的最小距离（米）</translation>
        </message>
        <message>
            <location filename="../algorithms/anomalies.py"></location>
            <source>Deposits are compared with places at least so far from every deposit.</source>
            <translation>与矿床作比较的位置，到每个矿床的距离都不小于此值。</translation>
        </message>
        <message>
            <location filename="../algorithms/anomalies.py"></location>
            <location filename="../models/anomalies_and_targets.model3"></location>
            <source>The samples with all their attributes and: score (0 to 1 where it is made of ranks), rank (1: the most anomalous), class (how many of 50, 75, 90, 95 and 98 % of the places the score lies above), class_mad and class_area (of the target's content: above median and two absolute deviations, breaks of the concentration-area fractal), z_ of each target, and with a network residual_ of each target and weight_ of each scale.</source>
            <translation>样品及其全部属性，并增加：score（由名次构成时为 0 至 1）、rank（1：最异常）、class（评分超过 50、75、90、95、98 % 位置中的几个分位）、class_mad 和 class_area（按目标元素含量：超过中位数加两倍绝对中位差、浓度-面积分形的断点）、每个目标元素的 z_；有网络时还有每个目标元素的 residual_ 和每个尺度的 weight_。</translation>
        </message>
        <message>
            <location filename="../algorithms/anomalies.py"></location>
            <location filename="../models/anomalies_and_targets.model3"></location>
            <source>Scores</source>
            <translation>得分</translation>
        </message>
        <message>
            <location filename="../algorithms/anomalies.py"></location>
            <source>Add every score of the report to SCORES, to map them or to evaluate them side by side.</source>
            <translation>将报告中的每个得分都加入 SCORES，以便制图或并列评价。</translation>
        </message>
        <message>
            <location filename="../algorithms/anomalies.py"></location>
            <source>Write all scores as fields</source>
            <translation>将所有得分写为字段</translation>
        </message>
        <message>
            <location filename="../algorithms/anomalies.py"></location>
            <source>Cell size of ANOMALY, in metres. 0: a quarter of the median spacing of the places.</source>
            <translation>ANOMALY 的像元大小，单位为米。0：采样位置间距中位数的四分之一。</translation>
        </message>
        <message>
            <location filename="../algorithms/anomalies.py"></location>
            <source>Cell size of the map (0 = automatic)</source>
            <translation>图的单元大小（0 = 自动）</translation>
        </message>
        <message>
            <location filename="../algorithms/anomalies.py"></location>
            <location filename="../models/anomalies_and_targets.model3"></location>
            <source>The score kriged on a grid in metres, in the CRS of the samples or, where that is in degrees, in the zone of UTM; nodata beyond the reach of the samples.</source>
            <translation>克里金插值到以米为单位的格网上的评分，采用样品的坐标参考系；若其单位为度，则采用所在的 UTM 带；样品控制范围以外为无数据。</translation>
        </message>
        <message>
            <location filename="../algorithms/anomalies.py"></location>
            <location filename="../models/anomalies_and_targets.model3"></location>
            <source>Anomaly map</source>
            <translation>异常图</translation>
        </message>
        <message>
            <location filename="../algorithms/anomalies.py"></location>
            <location filename="../algorithms/parameters.py"></location>
            <location filename="../algorithms/practicescene.py"></location>
            <location filename="../algorithms/prospectivity.py"></location>
            <location filename="../algorithms/superresolution_inputs.py"></location>
            <source>CSV files</source>
            <translation>CSV 文件</translation>
        </message>
        <message>
            <location filename="../algorithms/anomalies.py"></location>
            <source>How much the network attends to each element when it predicts another, beside how much the prediction of the target changes without it. Attention describes the network, and explains nothing by itself.</source>
            <translation>网络预测一个元素时对其他各元素的注意力，并列出去掉该元素后目标元素的预测值变化多少。注意力只描述网络，本身不作任何解释。</translation>
        </message>
        <message>
            <location filename="../algorithms/anomalies.py"></location>
            <source>Attention between elements</source>
            <translation>元素间的注意力</translation>
        </message>
        <message>
            <location filename="../algorithms/anomalies.py"></location>
            <source>Lines from each place to the neighbours that the network attends to most, with weight and scale.</source>
            <translation>从每个位置到网络最关注的邻点的连线，附权重和尺度。</translation>
        </message>
        <message>
            <location filename="../algorithms/anomalies.py"></location>
            <source>Attention between places</source>
            <translation>位置间的注意力</translation>
        </message>
        <message>
            <location filename="../algorithms/anomalies.py"></location>
            <location filename="../models/anomalies_and_targets.model3"></location>
            <source>Maps, the places to look at, all scores beside each other, what the network says.</source>
            <translation>图件、值得查看的位置、并列的全部得分，以及网络所示的内容。</translation>
        </message>
        <message>
            <location filename="../algorithms/anomalies.py"></location>
            <location filename="../algorithms/prospectivity.py"></location>
            <source>Table of scores</source>
            <translation>得分表</translation>
        </message>
        <message>
            <location filename="../algorithms/anomalies.py"></location>
            <location filename="../algorithms/prospectivity.py"></location>
            <source>What every score is worth, a line each.</source>
            <translation>每个得分的价值，每个得分一行。</translation>
        </message>
        <message>
            <location filename="../algorithms/anomalies.py"></location>
            <source>Model file, to score another survey with the same elements by MODEL_IN.</source>
            <translation>模型文件，供通过 MODEL_IN 为元素相同的另一调查打分。</translation>
        </message>
        <message>
            <location filename="../algorithms/anomalies.py"></location>
            <location filename="../algorithms/apply.py"></location>
            <location filename="../algorithms/applysuperresolution.py"></location>
            <location filename="../algorithms/parameters.py"></location>
            <location filename="../algorithms/prospectivity.py"></location>
            <location filename="../algorithms/trainsuperresolution.py"></location>
            <source>Model</source>
            <translation>模型</translation>
        </message>
        <message>
            <location filename="../algorithms/anomalies.py"></location>
            <source>SAMPLES: no field of {layer} is named as an element or an oxide, such as Cu, Au_ppb or K2O_pct: choose the fields in FIELDS.</source>
            <translation>SAMPLES：{layer} 中没有以元素或氧化物命名的字段，如 Cu、Au_ppb 或 K2O_pct：请在 FIELDS 中选择字段。</translation>
        </message>
        <message>
            <location filename="../algorithms/anomalies.py"></location>
            <location filename="../algorithms/gridsamples.py"></location>
            <source>Features of '{layer}' left out, because they have no geometry: {count}.</source>
            <translation>“{layer}”中因没有几何图形而未使用的要素数：{count}。</translation>
        </message>
        <message>
            <location filename="../algorithms/anomalies.py"></location>
            <source>Fields that begin with an element and are not taken, as nothing says that they are contents: {names}. Choose them in FIELDS where they are.</source>
            <translation>以元素名开头但未采用的字段，因为没有信息表明它们是含量：{names}。若是含量，请在 FIELDS 中选择它们。</translation>
        </message>
        <message>
            <location filename="../algorithms/anomalies.py"></location>
            <location filename="../core/evaluation/target_evaluation.py"></location>
            <location filename="../core/evaluation/target_ranking.py"></location>
            <location filename="../core/evaluation/target_report.py"></location>
            <source>samples</source>
            <translation>样品</translation>
        </message>
        <message>
            <location filename="../algorithms/anomalies.py"></location>
            <location filename="../core/evaluation/target_report.py"></location>
            <location filename="../core/prospectivity/prospecting.py"></location>
            <source>deposits</source>
            <translation>矿床</translation>
        </message>
        <message>
            <location filename="../algorithms/anomalies.py"></location>
            <source>deposits to learn from</source>
            <translation>供学习的矿床</translation>
        </message>
        <message>
            <location filename="../algorithms/apply.py"></location>
            <location filename="../core/model_file.py"></location>
            <location filename="../models/fuse_and_evaluate.model3"></location>
            <location filename="../models/grid_and_fuse.model3"></location>
            <location filename="../models/laboratory_table_to_classes.model3"></location>
            <source>Apply fusion model</source>
            <translation>应用融合模型</translation>
        </message>
        <message>
            <location filename="../algorithms/apply.py"></location>
            <source>Predicts element contents at every pixel of an image and keeps the means of the coarse map.</source>
            <translation>预测影像每个像元处的元素含量，并保持粗分辨率图的块均值。</translation>
        </message>
        <message>
            <location filename="../algorithms/apply.py"></location>
            <source>prediction,map,residual,uncertainty,applicability</source>
            <translation>预测,制图,残差,不确定性,适用域</translation>
        </message>
        <message>
            <location filename="../algorithms/apply.py"></location>
            <source>Applies a model file to a whole scene, tile by tile, and writes one band per element in its unit.

In the mode 'residual' the result is corrected so that its mean over every coarse cell equals the coarse value (the largest misfit is in the log), or the value freed of noise where the model took the cells for means of a few samples. Pixels without a value in every band, and in the modes 'detail' and 'residual' pixels outside the cells of the coarse map, are nodata.

A model that was trained on samples at points keeps them. Without a coarse map the mode 'residual' adds the kriged rest of the samples to the weighed prediction, and meets each sample up to its nugget; the mode 'interpolation' is ordinary kriging of the samples. With a coarse map too the means of its cells are kept, and the samples shape what lies inside the cells.

A sharp map is not yet a right one: compare it with plain interpolation in 'Evaluate against validation grid'.</source>
            <translation>将模型文件按分块逐一应用于整景影像，每个元素输出一个波段，单位与该元素相同。

在“residual”模式下，结果会经过校正，使其在每个粗单元内的均值等于该单元的原值（最大偏差写入日志）；若模型判定单元值只是少数样品的均值，则等于去除噪声后的值。只要有一个波段没有值的像元，以及在“detail”和“residual”模式下位于粗分辨率图单元之外的像元，均为无数据值。

用点样品训练的模型会保留这些样品。没有粗网格图时，“residual”模式在加权预测值上加上样品余量的克里金估计，与每个样品相符（至其块金为止）；“interpolation”模式则是样品的普通克里金。同时给出粗网格图时，保持其单元均值，样品决定单元内部的形态。

图件清晰并不等于正确：请运行“用验证格网评价”，将其与单纯插值作比较。</translation>
        </message>
        <message>
            <location filename="../algorithms/apply.py"></location>
            <source>Model file (.gfm) that 'Train fusion model' wrote.</source>
            <translation>由“训练融合模型”写出的模型文件（.gfm）。</translation>
        </message>
        <message>
            <location filename="../algorithms/apply.py"></location>
            <source>Rasters with the bands that the model was trained on, found by their names; the first sets the output grid. Empty: the images and the coarse map of the training, where the model remembers them and they are still there or lie beside it as they did.</source>
            <translation>含有训练模型所用波段的栅格，按名称查找；第一个决定输出网格。留空：使用训练时的影像和粗分辨率图，前提是模型记得它们，且它们仍在原处或与模型的相对位置不变。</translation>
        </message>
        <message>
            <location filename="../algorithms/apply.py"></location>
            <location filename="../algorithms/parameters.py"></location>
            <source>Images</source>
            <translation>影像</translation>
        </message>
        <message>
            <location filename="../algorithms/apply.py"></location>
            <source>Coarse map whose values are kept; needed by all modes but 'prediction', and by 'residual' and 'interpolation' only where the model was not trained on samples. Bands are matched by name.</source>
            <translation>保持其数值的粗网格图；除 'prediction' 外各模式都需要，而 'residual' 和 'interpolation' 只在模型不是用样品训练时才需要。波段按名称匹配。</translation>
        </message>
        <message>
            <location filename="../algorithms/apply.py"></location>
            <location filename="../algorithms/evaluate.py"></location>
            <location filename="../algorithms/parameters.py"></location>
            <location filename="../algorithms/superresolution_inputs.py"></location>
            <location filename="../models/fuse_and_evaluate.model3"></location>
            <location filename="../models/sharpen_and_evaluate.model3"></location>
            <source>Coarse geochemical map</source>
            <translation>粗分辨率地球化学图</translation>
        </message>
        <message>
            <location filename="../algorithms/apply.py"></location>
            <location filename="../models/laboratory_table_to_classes.model3"></location>
            <source>Mode</source>
            <translation>模式</translation>
        </message>
        <message>
            <location filename="../algorithms/apply.py"></location>
            <source>prediction: the regression itself. detail: the interpolated coarse map plus the high-frequency part of the regression. residual: the regression plus a smooth correction, so that coarse cell means are kept. interpolation: the coarse map alone, kriged so that its cell means are kept, for where the verdict says that the image adds nothing; the image gives only the grid and where there is ground. A model of samples meets these where no coarse map is given.</source>
            <translation>prediction：仅回归结果。detail：插值后的粗网格图加回归的高频部分。residual：回归加平滑校正，使粗网格单元均值得以保持。interpolation：仅用粗网格图，以克里金法估计并保持单元均值，用于结论认为影像无帮助时；影像只给出网格和有地面的范围。用样品训练的模型在没有给出粗网格图时，这两种模式的结果与样品相符。</translation>
        </message>
        <message>
            <location filename="../algorithms/apply.py"></location>
            <source>Part of the scene to write; empty means all of it.</source>
            <translation>要输出的影像范围；留空表示整景。</translation>
        </message>
        <message>
            <location filename="../algorithms/apply.py"></location>
            <location filename="../algorithms/applysuperresolution.py"></location>
            <location filename="../algorithms/gridsamples.py"></location>
            <source>Extent</source>
            <translation>范围</translation>
        </message>
        <message>
            <location filename="../algorithms/apply.py"></location>
            <source>Pixels where this raster is 0 or nodata are left out, as if the image were nodata there.</source>
            <translation>该栅格为 0 或无数据值处的像元不参与计算，视同影像在该处为无数据值。</translation>
        </message>
        <message>
            <location filename="../algorithms/apply.py"></location>
            <location filename="../algorithms/evaluatetargets.py"></location>
            <location filename="../algorithms/parameters.py"></location>
            <source>Mask</source>
            <translation>掩膜</translation>
        </message>
        <message>
            <location filename="../algorithms/apply.py"></location>
            <source>Bands of the coarse map to look for the elements of the model in; none chosen means all. Bands that are not needed may be empty.</source>
            <translation>在粗分辨率图的哪些波段中查找模型的元素；不选表示全部。不需要的波段可以没有值。</translation>
        </message>
        <message>
            <location filename="../algorithms/apply.py"></location>
            <location filename="../algorithms/parameters.py"></location>
            <location filename="../algorithms/superresolution_inputs.py"></location>
            <source>Elements (bands of the coarse map)</source>
            <translation>元素（粗分辨率图的波段）</translation>
        </message>
        <message>
            <location filename="../algorithms/apply.py"></location>
            <location filename="../algorithms/parameters.py"></location>
            <source>Address of a Dask scheduler, for example tcp://192.168.1.10:8786, whose workers compute the tiles; empty means this computer. Workers read the images under the same paths. See docs/scaling.md.</source>
            <translation>Dask 调度器的地址，例如 tcp://192.168.1.10:8786，由其工作进程计算各分块；留空表示使用本机。工作进程须能以相同路径读取影像。参见 docs/scaling.md。</translation>
        </message>
        <message>
            <location filename="../algorithms/apply.py"></location>
            <location filename="../algorithms/applysuperresolution.py"></location>
            <location filename="../algorithms/parameters.py"></location>
            <source>Dask scheduler</source>
            <translation>Dask 调度器</translation>
        </message>
        <message>
            <location filename="../algorithms/apply.py"></location>
            <source>Layout of the files</source>
            <translation>文件布局</translation>
        </message>
        <message>
            <location filename="../algorithms/apply.py"></location>
            <source>tiled: compressed GeoTIFF with overviews. cog: the same as a Cloud Optimized GeoTIFF, which programs read from a server piece by piece; it is written once more at the end.</source>
            <translation>tiled：带概览金字塔的压缩 GeoTIFF。cog：同样内容的云优化 GeoTIFF（Cloud Optimized GeoTIFF），程序可从服务器分块读取；最后会再写一遍文件。</translation>
        </message>
        <message>
            <location filename="../algorithms/apply.py"></location>
            <location filename="../models/fuse_and_evaluate.model3"></location>
            <location filename="../models/grid_and_fuse.model3"></location>
            <location filename="../models/laboratory_table_to_classes.model3"></location>
            <source>GeoTIFF, one band per element, on the grid of the first image.</source>
            <translation>GeoTIFF，每个元素一个波段，采用第一幅影像的格网。</translation>
        </message>
        <message>
            <location filename="../algorithms/apply.py"></location>
            <location filename="../models/fuse_and_evaluate.model3"></location>
            <location filename="../models/grid_and_fuse.model3"></location>
            <source>Fused map</source>
            <translation>融合图</translation>
        </message>
        <message>
            <location filename="../algorithms/apply.py"></location>
            <location filename="../models/laboratory_table_to_classes.model3"></location>
            <source>Standard deviation of each element at each pixel, in its unit: the true value lies within 1.645 of them in about 90 % of the places, where the map is low as where it is high (80 to 97 % on single maps of real surveys). It grows with the content. What varies within coarse cells and shows neither in their values nor in the image is not in it. Needs MODE=residual and a model of METHOD=auto or of a network, trained on a coarse raster; or MODE=interpolation and any model. Of a model of samples it is that of a new sample at the pixel, nugget included, and grows with the content where elements are kriged as logarithms; a coarse map whose means are kept too makes it less, and is taken as exact.</source>
            <translation>每个像元处各元素的标准差，单位与元素相同：无论图上含量高低，约 90 % 的位置真值在 1.645 倍标准差之内（实际调查的单幅图为 80 % 至 97 %）。它随含量增大。在粗单元内变化、而粗单元值和影像都未显示的部分不包含在内。需要 MODE=residual 以及用粗栅格训练的 METHOD=auto 或网络模型；或者 MODE=interpolation 和任意模型。对用样品训练的模型，它是该像元处一个新样品的标准差，包含块金，并且在元素以对数克里金时随含量增大；若同时保持粗网格图的均值，它会减小，而该图被视为精确。</translation>
        </message>
        <message>
            <location filename="../algorithms/apply.py"></location>
            <location filename="../algorithms/applysuperresolution.py"></location>
            <location filename="../algorithms/gridsamples.py"></location>
            <location filename="../models/laboratory_table_to_classes.model3"></location>
            <source>Standard deviation</source>
            <translation>标准差</translation>
        </message>
        <message>
            <location filename="../algorithms/apply.py"></location>
            <source>Where the model may be trusted (Meyer and Pebesma 2021): band 1, how far a pixel is from the nearest training place in the features that matter; band 2, 1 where that is as near as in cross-validation, else 0.</source>
            <translation>模型可以信任的范围（Meyer 和 Pebesma 2021）：波段 1 为像元在起作用的特征上与最近训练位置的距离；波段 2 在该距离不大于交叉验证中的距离处为 1，否则为 0。</translation>
        </message>
        <message>
            <location filename="../algorithms/apply.py"></location>
            <source>Area of applicability</source>
            <translation>适用域</translation>
        </message>
        <message>
            <location filename="../algorithms/apply.py"></location>
            <source>outside the area</source>
            <translation>适用域外</translation>
        </message>
        <message>
            <location filename="../algorithms/apply.py"></location>
            <source>inside the area</source>
            <translation>适用域内</translation>
        </message>
        <message>
            <location filename="../algorithms/applysuperresolution.py"></location>
            <location filename="../core/model_file.py"></location>
            <location filename="../models/sharpen_and_evaluate.model3"></location>
            <source>Super-resolve geochemical map</source>
            <translation>地球化学图超分辨率</translation>
        </message>
        <message>
            <location filename="../algorithms/applysuperresolution.py"></location>
            <source>Sharpens a whole coarse geochemical map by a model that a finer survey of a part of it has taught.</source>
            <translation>用由局部较细测量训练的模型锐化整幅粗分辨率地球化学图。</translation>
        </message>
        <message>
            <location filename="../algorithms/applysuperresolution.py"></location>
            <source>super-resolution,deep learning,u-net,cnn,neural network,downscaling,geology,elevation,interpolation,map</source>
            <translation>超分辨率,深度学习,u-net,cnn,神经网络,降尺度,地质,高程,插值,地图,super-resolution</translation>
        </message>
        <message>
            <location filename="../algorithms/applysuperresolution.py"></location>
            <source>Applies a model of 'Train super-resolution network' to a whole coarse map, tile by tile, and writes one band per element in its unit. The pixels are those of the finer survey that the model learned from.

Give elevation, further rasters, geology and samples behind the map as in training, for the ground to be sharpened; bands are found by their names. DOMAIN says where inputs leave what training saw, such as geological units without a finer sample: there the model guesses.

Neither PyTorch nor scikit-learn is needed. The report of the training says how much better than plain interpolation the result is; it may be nothing.</source>
            <translation>将“训练超分辨率网络”的模型逐块应用于整幅粗分辨率图，每个元素写一个波段，采用其单位。像元与模型学习所用的较细测量相同。

请像训练时一样，给出待锐化地面的高程、其他栅格、地质以及图件所依据的样品；波段按名称查找。DOMAIN 指出输入何处超出训练所见，例如没有较细样品的地质单元：在那里模型只是猜测。

既不需要 PyTorch 也不需要 scikit-learn。训练报告说明结果比普通插值好多少；也可能毫无改进。</translation>
        </message>
        <message>
            <location filename="../algorithms/applysuperresolution.py"></location>
            <source>Model file (.gfm) that 'Train super-resolution network' wrote.</source>
            <translation>“训练超分辨率网络”写出的模型文件（.gfm）。</translation>
        </message>
        <message>
            <location filename="../algorithms/applysuperresolution.py"></location>
            <source>Part of the area to write; empty means all of it.</source>
            <translation>要写出的区域部分；留空表示全部。</translation>
        </message>
        <message>
            <location filename="../algorithms/applysuperresolution.py"></location>
            <source>Pixels where this raster is 0 or nodata get no value.</source>
            <translation>该栅格为 0 或无数据值处的像元不赋值。</translation>
        </message>
        <message>
            <location filename="../algorithms/applysuperresolution.py"></location>
            <source>Numbers named here are no values in GEOCHEM either.</source>
            <translation>此处所列数字在 GEOCHEM 中同样不是值。</translation>
        </message>
        <message>
            <location filename="../algorithms/applysuperresolution.py"></location>
            <source>Address of a Dask scheduler, for example tcp://192.168.1.10:8786, whose workers compute the tiles; empty means this computer. Workers read elevation, rasters and geology under the same paths. See docs/scaling.md.</source>
            <translation>Dask 调度器的地址，例如 tcp://192.168.1.10:8786，由其工作进程计算各块；留空表示本机。工作进程须以相同路径读取高程、栅格和地质图。见 docs/scaling.md。</translation>
        </message>
        <message>
            <location filename="../algorithms/applysuperresolution.py"></location>
            <location filename="../models/sharpen_and_evaluate.model3"></location>
            <source>GeoTIFF, one band per element, in the pixels of the finer survey over the whole coarse map.</source>
            <translation>GeoTIFF，每个元素一个波段，像元为较细测量的像元，覆盖整幅粗分辨率图。</translation>
        </message>
        <message>
            <location filename="../algorithms/applysuperresolution.py"></location>
            <location filename="../models/sharpen_and_evaluate.model3"></location>
            <source>Sharpened map</source>
            <translation>锐化图</translation>
        </message>
        <message>
            <location filename="../algorithms/applysuperresolution.py"></location>
            <source>Standard deviation of each element at each pixel, in its unit, after the errors on held-out ground.</source>
            <translation>每个像元处每个元素的标准差，采用其单位，依据留出地面上的误差。</translation>
        </message>
        <message>
            <location filename="../algorithms/applysuperresolution.py"></location>
            <source>1 where inputs are as training saw them, 0 where they leave it: geological units that it never met, and contents or covariates beyond their range there. The log says how often each is the cause.</source>
            <translation>1 表示输入与训练所见相同，0 表示超出：从未遇到的地质单元，以及超出当时范围的含量或协变量。日志说明各原因出现的频率。</translation>
        </message>
        <message>
            <location filename="../algorithms/applysuperresolution.py"></location>
            <source>Domain of the model</source>
            <translation>模型的适用域</translation>
        </message>
        <message>
            <location filename="../algorithms/applysuperresolution.py"></location>
            <source>outside the domain</source>
            <translation>适用域外</translation>
        </message>
        <message>
            <location filename="../algorithms/applysuperresolution.py"></location>
            <source>inside the domain</source>
            <translation>适用域内</translation>
        </message>
        <message>
            <location filename="../algorithms/base.py"></location>
            <source>Prepare</source>
            <translation>准备</translation>
        </message>
        <message>
            <location filename="../algorithms/base.py"></location>
            <source>Fuse</source>
            <translation>融合</translation>
        </message>
        <message>
            <location filename="../algorithms/base.py"></location>
            <source>Find targets</source>
            <translation>圈定靶区</translation>
        </message>
        <message>
            <location filename="../algorithms/base.py"></location>
            <source>Check</source>
            <translation>检验</translation>
        </message>
        <message>
            <location filename="../algorithms/base.py"></location>
            <source>geochemistry,geochemical map,downscaling,pansharpen,pansharpening,sharpening,fusion,data fusion,super-resolution,remote sensing,aster,landsat,sentinel,mineral exploration</source>
            <translation>地球化学,地球化学图,化探,降尺度,全色锐化,锐化,融合,数据融合,超分辨率,遥感,aster,landsat,sentinel,矿产勘查,找矿</translation>
        </message>
        <message>
            <location filename="../algorithms/base.py"></location>
            <source>Done: {share}, {time} left at this pace.</source>
            <translation>已完成 {share}，按此速度还需 {time}。</translation>
        </message>
        <message>
            <location filename="../algorithms/base.py"></location>
            <source>There is not enough memory for this: give a smaller part of the image, or fewer bands.</source>
            <translation>内存不足，无法完成：请使用较小的影像范围，或减少波段。</translation>
        </message>
        <message>
            <location filename="../algorithms/base.py"></location>
            <source>Cancelled.</source>
            <translation>已取消。</translation>
        </message>
        <message>
            <location filename="../algorithms/base.py"></location>
            <source>Cancelled; nothing was written.</source>
            <translation>已取消；未写出任何内容。</translation>
        </message>
        <message>
            <location filename="../algorithms/base.py"></location>
            <source>No style was written beside {path}, because it would replace that of {other}: give the two different names.</source>
            <translation>{path} 旁未写样式，否则会替换 {other} 的样式：请为两者取不同的名称。</translation>
        </message>
        <message>
            <location filename="../algorithms/base.py"></location>
            <location filename="../core/raster/grid.py"></location>
            <source>The extent is not a rectangle of numbers: choose another one.</source>
            <translation>范围不是由数值构成的矩形：请另选一个。</translation>
        </message>
        <message>
            <location filename="../algorithms/base.py"></location>
            <location filename="../algorithms/layers.py"></location>
            <source>{name}: '{value}' cannot be read as a raster: choose a raster layer or file.</source>
            <translation>{name}：“{value}”无法作为栅格读取：请选择栅格图层或栅格文件。</translation>
        </message>
        <message>
            <location filename="../algorithms/base.py"></location>
            <source>{name}: {value} cannot all be read as rasters: choose raster layers or files.</source>
            <translation>{name}：{value} 不能全部作为栅格读取：请选择栅格图层或栅格文件。</translation>
        </message>
        <message>
            <location filename="../algorithms/checking.py"></location>
            <location filename="../algorithms/prospectivity.py"></location>
            <source>{name}: '{value}' cannot be read as a vector layer: choose points, lines or polygons.</source>
            <translation>{name}：'{value}' 不能作为矢量图层读取：请选择点、线或面图层。</translation>
        </message>
        <message>
            <location filename="../algorithms/checking.py"></location>
            <source>{name}: '{value}' cannot be read as polygons or as a raster: choose a layer or file.</source>
            <translation>{name}：“{value}”无法作为多边形或栅格读取：请选择图层或文件。</translation>
        </message>
        <message>
            <location filename="../algorithms/checking.py"></location>
            <source>{name} '{value}' is neither yes nor no: give true or false.</source>
            <translation>{name} 的值 '{value}' 既不是“是”也不是“否”：请给 true 或 false。</translation>
        </message>
        <message>
            <location filename="../algorithms/checking.py"></location>
            <source>{name} is empty: give one of {known}.</source>
            <translation>{name} 为空：请从 {known} 中选择。</translation>
        </message>
        <message>
            <location filename="../algorithms/checking.py"></location>
            <source>{name} '{value}' is not known: give one of {known}.</source>
            <translation>{name}“{value}”不是可用的选项：请从 {known} 中选择。</translation>
        </message>
        <message>
            <location filename="../algorithms/checking.py"></location>
            <source>{name} '{value}' is not understood: give xmin,xmax,ymin,ymax [CRS].</source>
            <translation>{name}“{value}”无法识别：请按 xmin,xmax,ymin,ymax [CRS] 的格式给出。</translation>
        </message>
        <message>
            <location filename="../algorithms/checking.py"></location>
            <source>{name}: '{value}' does not end in .{ending}: choose another file.</source>
            <translation>{name}：“{value}”的扩展名不是 .{ending}：请另选文件。</translation>
        </message>
        <message>
            <location filename="../algorithms/checking.py"></location>
            <location filename="../core/setting_limits.py"></location>
            <source>{name} is {value}: give a number from {low} to {high}.</source>
            <translation>{name} 为 {value}：请给出 {low} 到 {high} 之间的数。</translation>
        </message>
        <message>
            <location filename="../algorithms/checking.py"></location>
            <location filename="../core/setting_limits.py"></location>
            <source>{name} is {value}: give a number from {low}.</source>
            <translation>{name} 为 {value}：请给出不小于 {low} 的数。</translation>
        </message>
        <message>
            <location filename="../algorithms/checking.py"></location>
            <source>{name} is {value}: give a number to {high}.</source>
            <translation>{name} 为 {value}：请给出不大于 {high} 的数。</translation>
        </message>
        <message>
            <location filename="../algorithms/checking.py"></location>
            <source>{name} is {value}: give a number.</source>
            <translation>{name} 为 {value}：请给出一个数。</translation>
        </message>
        <message>
            <location filename="../algorithms/checking.py"></location>
            <source>{name} ({label}) is missing. {help}</source>
            <translation>缺少 {name}（{label}）。{help}</translation>
        </message>
        <message>
            <location filename="../algorithms/checking.py"></location>
            <source>These outputs were written before and are complete: {names}.</source>
            <translation>此前已写出且完整的输出：{names}。</translation>
        </message>
        <message>
            <location filename="../algorithms/classify.py"></location>
            <source>Number of pixels with a value</source>
            <translation>有值的像元数</translation>
        </message>
        <message>
            <location filename="../algorithms/classify.py"></location>
            <location filename="../models/laboratory_table_to_classes.model3"></location>
            <source>Classify geochemical map</source>
            <translation>地球化学图分级</translation>
        </message>
        <message>
            <location filename="../algorithms/classify.py"></location>
            <source>Makes anomaly classes, probabilities of exceeding a threshold and an index of a map of contents.</source>
            <translation>由含量图生成异常分级、超过阈值的概率和综合指数。</translation>
        </message>
        <message>
            <location filename="../algorithms/classify.py"></location>
            <source>classes,anomaly,threshold,percentile,median,MAD,fractal,concentration-area,probability,exceedance,index,principal component,CLR,exploration,target</source>
            <translation>分级,异常,阈值,百分位,中位数,MAD,分形,含量-面积,概率,超限,指数,主成分,CLR,勘查,靶区</translation>
        </message>
        <message>
            <location filename="../algorithms/classify.py"></location>
            <source>Turns a map of contents, such as the result of 'Apply fusion model', into what a decision is made on. CLASSES holds anomaly classes of each element: by percentiles of the area, by the median and absolute deviations, or by the breaks of the concentration-area fractal. The report has the limits of all three side by side, in the unit of the element.

With UNCERTAINTY, PROBABILITY says how likely the content at a pixel is above a threshold. INDEX joins several elements: the sum of their robust z, or the first principal component of centred log-ratios.

A class is a statement about numbers, not about ore: percentiles find anomalies in any map.</source>
            <translation>将含量图（例如“应用融合模型”的结果）变成可供决策的图件。CLASSES 给出各元素的异常分级：按面积百分位、按中位数与绝对离差，或按含量-面积分形的拐点。报告并列给出三种方法的界限，单位与元素相同。

给出 UNCERTAINTY 时，PROBABILITY 表示像元含量超过阈值的可能性。INDEX 综合多个元素：稳健 z 之和，或中心对数比的第一主成分。

分级是对数字的陈述，而不是对矿的陈述：任何图都能用百分位找出“异常”。</translation>
        </message>
        <message>
            <location filename="../algorithms/classify.py"></location>
            <source>Raster with a band for each element: a fused map, or a coarse one.</source>
            <translation>每个元素一个波段的栅格：融合图或粗分辨率图。</translation>
        </message>
        <message>
            <location filename="../algorithms/classify.py"></location>
            <source>Map of contents</source>
            <translation>含量图</translation>
        </message>
        <message>
            <location filename="../algorithms/classify.py"></location>
            <source>UNCERTAINTY of 'Apply fusion model', on the same grid; needed by PROBABILITY.</source>
            <translation>“应用融合模型”的 UNCERTAINTY，网格相同；PROBABILITY 需要它。</translation>
        </message>
        <message>
            <location filename="../algorithms/classify.py"></location>
            <source>Standard deviation of the map</source>
            <translation>含量图的标准差</translation>
        </message>
        <message>
            <location filename="../algorithms/classify.py"></location>
            <source>Bands to class; none chosen means all.</source>
            <translation>要分级的波段；不选表示全部。</translation>
        </message>
        <message>
            <location filename="../algorithms/classify.py"></location>
            <source>Elements (bands)</source>
            <translation>元素（波段）</translation>
        </message>
        <message>
            <location filename="../algorithms/classify.py"></location>
            <source>Limits of the classes</source>
            <translation>分级界限</translation>
        </message>
        <message>
            <location filename="../algorithms/classify.py"></location>
            <source>percentiles: of the area. deviation: the median and 1, 2 and 3 median absolute deviations (times 1.4826), of logarithms where all contents are above 0. fractal: breaks of the concentration-area curve (Cheng et al. 1994).</source>
            <translation>percentiles：按面积。deviation：中位数及 1、2、3 倍中位数绝对离差（乘以 1.4826），含量全部大于 0 时取对数。fractal：含量-面积曲线的拐点（Cheng 等，1994）。</translation>
        </message>
        <message>
            <location filename="../algorithms/classify.py"></location>
            <source>Content that PROBABILITY is of, in the unit of the map or with its own: one number, or one for each element, such as Cu=45;Zn=0.02 %. Empty: median and two absolute deviations of each element.</source>
            <translation>PROBABILITY 所针对的含量，单位与图相同，或自带单位：一个数，或每个元素一个，例如 Cu=45;Zn=0.02 %。留空：各元素的中位数加两倍绝对离差。</translation>
        </message>
        <message>
            <location filename="../algorithms/classify.py"></location>
            <source>Threshold</source>
            <translation>阈值</translation>
        </message>
        <message>
            <location filename="../algorithms/classify.py"></location>
            <location filename="../core/anomalies/anomaly_report.py"></location>
            <location filename="../core/products/classification_report.py"></location>
            <location filename="../models/laboratory_table_to_classes.model3"></location>
            <source>Classes</source>
            <translation>分级</translation>
        </message>
        <message>
            <location filename="../algorithms/classify.py"></location>
            <location filename="../models/laboratory_table_to_classes.model3"></location>
            <source>GeoTIFF of the class of each element, 0 for the lowest; the legend has limits in the unit.</source>
            <translation>各元素分级的 GeoTIFF，最低级为 0；图例给出带单位的界限。</translation>
        </message>
        <message>
            <location filename="../algorithms/classify.py"></location>
            <location filename="../models/laboratory_table_to_classes.model3"></location>
            <source>Probability of exceeding the threshold</source>
            <translation>超过阈值的概率</translation>
        </message>
        <message>
            <location filename="../algorithms/classify.py"></location>
            <location filename="../models/laboratory_table_to_classes.model3"></location>
            <source>GeoTIFF of probabilities, 0 to 1, a band for each element. Needs UNCERTAINTY.</source>
            <translation>概率的 GeoTIFF，0 到 1，每个元素一个波段。需要 UNCERTAINTY。</translation>
        </message>
        <message>
            <location filename="../algorithms/classify.py"></location>
            <location filename="../core/products/classification_report.py"></location>
            <source>Index of several elements</source>
            <translation>多元素指数</translation>
        </message>
        <message>
            <location filename="../algorithms/classify.py"></location>
            <source>GeoTIFF of one band: the index of INDEX_KIND of the elements of INDEX_BANDS.</source>
            <translation>单波段 GeoTIFF：INDEX_BANDS 中元素按 INDEX_KIND 计算的指数。</translation>
        </message>
        <message>
            <location filename="../algorithms/classify.py"></location>
            <location filename="../models/laboratory_table_to_classes.model3"></location>
            <source>Maps of the classes, limits of all methods in a table, what the index is made of.</source>
            <translation>分级图、各方法界限的表格、指数的组成。</translation>
        </message>
        <message>
            <location filename="../algorithms/classify.py"></location>
            <source>Table of limits</source>
            <translation>界限表</translation>
        </message>
        <message>
            <location filename="../algorithms/classify.py"></location>
            <source>Limits of all methods and elements, a row each.</source>
            <translation>各方法、各元素的界限，每行一条。</translation>
        </message>
        <message>
            <location filename="../algorithms/classify.py"></location>
            <source>PDF files</source>
            <translation>PDF 文件</translation>
        </message>
        <message>
            <location filename="../algorithms/classify.py"></location>
            <location filename="../models/laboratory_table_to_classes.model3"></location>
            <source>PDF file with a page for each element: its classes with legend, scale bar, north arrow, and how much of the area lies above the threshold.</source>
            <translation>PDF 文件，每个元素一页：分级图及其图例、比例尺、指北针，以及高于阈值的面积比例。</translation>
        </message>
        <message>
            <location filename="../algorithms/classify.py"></location>
            <location filename="../models/laboratory_table_to_classes.model3"></location>
            <source>Maps to print</source>
            <translation>打印图件</translation>
        </message>
        <message>
            <location filename="../algorithms/classify.py"></location>
            <source>What else the pages of LAYOUT say, such as the VERDICT of 'Train fusion model'.</source>
            <translation>LAYOUT 各页上的附加文字，例如“训练融合模型”给出的 VERDICT。</translation>
        </message>
        <message>
            <location filename="../algorithms/classify.py"></location>
            <source>Text on the pages</source>
            <translation>页面文字</translation>
        </message>
        <message>
            <location filename="../algorithms/classify.py"></location>
            <source>Template of a print layout (.qpt) instead of the one that comes with the plugin. Its map must have the item id map; a legend of the id legend and labels of the ids title, subtitle, notes and origin are filled where they are there.</source>
            <translation>打印布局模板（.qpt），代替插件自带的模板。其中地图的项目 ID 必须为 map；若有 ID 为 legend 的图例以及 ID 为 title、subtitle、notes 和 origin 的标签，则会自动填写。</translation>
        </message>
        <message>
            <location filename="../algorithms/classify.py"></location>
            <source>Template of the pages</source>
            <translation>页面模板</translation>
        </message>
        <message>
            <location filename="../algorithms/classify.py"></location>
            <source>Percentages of the area for METHOD=percentiles, rising, separated by commas.</source>
            <translation>METHOD=percentiles 时的面积百分数，递增，以逗号分隔。</translation>
        </message>
        <message>
            <location filename="../algorithms/classify.py"></location>
            <source>Percentiles</source>
            <translation>百分位</translation>
        </message>
        <message>
            <location filename="../algorithms/classify.py"></location>
            <source>Distribution of the true content</source>
            <translation>真实含量的分布</translation>
        </message>
        <message>
            <location filename="../algorithms/classify.py"></location>
            <source>What PROBABILITY is computed by, with the content as mean and its standard deviation. normal: that by which UNCERTAINTY was scaled. lognormal: never below 0, with a longer tail above.</source>
            <translation>PROBABILITY 的计算依据，以含量为均值并用其标准差。normal：UNCERTAINTY 所依据的分布。lognormal：不会低于 0，高值一侧尾部更长。</translation>
        </message>
        <message>
            <location filename="../algorithms/classify.py"></location>
            <source>Index</source>
            <translation>指数</translation>
        </message>
        <message>
            <location filename="../algorithms/classify.py"></location>
            <source>z_sum: the sum of robust z of the elements (of logarithms where all contents are above 0). component: the first principal component of centred log-ratios, which rises with the first element of INDEX_BANDS.</source>
            <translation>z_sum：各元素稳健 z 之和（含量全部大于 0 时取对数）。component：中心对数比的第一主成分，随 INDEX_BANDS 的第一个元素增大。</translation>
        </message>
        <message>
            <location filename="../algorithms/classify.py"></location>
            <source>Bands that INDEX joins, out of BANDS; none chosen means all of these.</source>
            <translation>INDEX 综合的波段，取自 BANDS；不选表示全部。</translation>
        </message>
        <message>
            <location filename="../algorithms/classify.py"></location>
            <source>Elements of the index (bands)</source>
            <translation>指数所用元素（波段）</translation>
        </message>
        <message>
            <location filename="../algorithms/classify.py"></location>
            <source>No output was asked for: choose at least one of {names}.</source>
            <translation>未选择任何输出：请在 {names} 中至少选择一项。</translation>
        </message>
        <message>
            <location filename="../algorithms/classify.py"></location>
            <source>LAYOUT shows the map of CLASSES: give that output too.</source>
            <translation>LAYOUT 显示的是 CLASSES 分级图：请同时给出该输出。</translation>
        </message>
        <message>
            <location filename="../algorithms/classify.py"></location>
            <location filename="../core/evaluation/evaluation_report.py"></location>
            <location filename="../core/fusion/training_report.py"></location>
            <location filename="../core/superresolution/super_report.py"></location>
            <source>map</source>
            <translation>图</translation>
        </message>
        <message>
            <location filename="../algorithms/classify.py"></location>
            <source>standard deviation</source>
            <translation>标准差</translation>
        </message>
        <message>
            <location filename="../algorithms/classify.py"></location>
            <source>{names}: not used, because LAYOUT was not asked for.</source>
            <translation>{names}：未使用，因为没有选择 LAYOUT。</translation>
        </message>
        <message>
            <location filename="../algorithms/classify.py"></location>
            <source>LAYOUT_TEXT has {count} letters, of which a page of LAYOUT holds about {most}: its end may be cut off.</source>
            <translation>LAYOUT_TEXT 有 {count} 个字符，而 LAYOUT 的一页约可容纳 {most} 个：其末尾可能被截去。</translation>
        </message>
        <message>
            <location filename="../algorithms/classify.py"></location>
            <source>LAYOUT_TEXT is on no page: TEMPLATE {path} has no label whose item id is '{label}'; give one that id.</source>
            <translation>LAYOUT_TEXT 未出现在任何页面上：TEMPLATE {path} 中没有项目 ID 为“{label}”的标签；请为某个标签设置该 ID。</translation>
        </message>
        <message>
            <location filename="../algorithms/classify.py"></location>
            <source>{name}: anomaly classes</source>
            <translation>{name}：异常分级</translation>
        </message>
        <message>
            <location filename="../algorithms/classify.py"></location>
            <source>Contents in {unit}; limits: {method}</source>
            <translation>含量单位 {unit}；界限：{method}</translation>
        </message>
        <message>
            <location filename="../algorithms/classify.py"></location>
            <source>Limits: {method}</source>
            <translation>界限：{method}</translation>
        </message>
        <message>
            <location filename="../algorithms/classify.py"></location>
            <source>More stands in the report.</source>
            <translation>其余内容见报告。</translation>
        </message>
        <message>
            <location filename="../algorithms/compare.py"></location>
            <source>Skill of the best method over interpolation on held-out blocks (mean over elements)</source>
            <translation>最佳方法在留出块上相对于插值的技巧得分（各元素平均）</translation>
        </message>
        <message>
            <location filename="../algorithms/compare.py"></location>
            <source>Cells held out in turn (mean over elements)</source>
            <translation>轮流留出的单元数（各元素平均）</translation>
        </message>
        <message>
            <location filename="../algorithms/compare.py"></location>
            <source>Compare fusion methods</source>
            <translation>比较融合方法</translation>
        </message>
        <message>
            <location filename="../algorithms/compare.py"></location>
            <source>Tries every method and plain interpolation on the same held-out ground, for many elements at once.</source>
            <translation>在相同的留出区域上试验各种方法和单纯插值，可同时处理多个元素。</translation>
        </message>
        <message>
            <location filename="../algorithms/compare.py"></location>
            <source>comparison,benchmark,cross-validation,kriging,interpolation,baseline,regression,random forest,svr,wald</source>
            <translation>比较,对比,基准,交叉验证,克里金,插值,回归,随机森林,支持向量回归,wald</translation>
        </message>
        <message>
            <location filename="../algorithms/compare.py"></location>
            <source>Answers two questions before any map is made: does the image help for these elements, and which method is best.

Held-out blocks: every regression method on every chosen kind of features, and five ways to do without the image (nearest cell, linear interpolation, thin plate spline, kriging with a linear variogram, ordinary kriging with a fitted variogram), predict the same blocks of ground that they have not seen.

Reduced resolution (after Wald et al. 1997), for users without a finer survey: the coarse map is made DEGRADE times coarser, fused back to its own cells with each method and compared with itself, beside bilinear and mean-preserving interpolation.

Needs the Python package scikit-learn.</source>
            <translation>在制图之前回答两个问题：影像对这些元素是否有帮助，以及哪种方法最好。

留出块：每种回归方法与每类所选特征的组合，以及五种不用影像的做法（最近单元、线性插值、薄板样条、线性变异函数克里金、拟合变异函数的普通克里金），都对同一批未参与训练的地块作出预测。

降低分辨率（按 Wald 等 1997），适用于没有更精细调查数据的用户：将粗分辨率图再变粗 DEGRADE 倍，用每种方法融合回其原来的单元，再与原图比较，并与双线性插值和保均值插值并列。

需要 Python 软件包 scikit-learn。</translation>
        </message>
        <message>
            <location filename="../algorithms/compare.py"></location>
            <source>Kinds of features on which every method is tried, as in 'Train fusion model'; as_is and raw are the same bands.</source>
            <translation>各方法要试验的特征类型，与“训练融合模型”相同；as_is 与 raw 是同样的波段。</translation>
        </message>
        <message>
            <location filename="../algorithms/compare.py"></location>
            <location filename="../algorithms/train.py"></location>
            <location filename="../core/fusion/training_report.py"></location>
            <source>Features</source>
            <translation>特征</translation>
        </message>
        <message>
            <location filename="../algorithms/compare.py"></location>
            <source>Train the networks of 'Train convolutional network' with their defaults, for each element on the same held-out blocks. Takes minutes, and needs PyTorch and three folds or more.</source>
            <translation>以默认设置在同样的留出块上为每个元素训练“训练卷积网络”的网络。需要数分钟、PyTorch 和不少于三折。</translation>
        </message>
        <message>
            <location filename="../algorithms/compare.py"></location>
            <source>Try a convolutional network too</source>
            <translation>同时尝试卷积网络</translation>
        </message>
        <message>
            <location filename="../algorithms/compare.py"></location>
            <source>How many times the coarse map is made coarser to try the methods one step down; 1 leaves this check out. It is skipped with a note where fewer than 16 cells would remain.</source>
            <translation>为了在低一级分辨率上试验各方法，将粗分辨率图再变粗的倍数；1 表示不作这项检验。若剩余单元少于 16 个，则跳过并给出说明。</translation>
        </message>
        <message>
            <location filename="../algorithms/compare.py"></location>
            <source>Ratio of the check at reduced resolution</source>
            <translation>降低分辨率检验的倍数</translation>
        </message>
        <message>
            <location filename="../algorithms/compare.py"></location>
            <source>Verdicts, tables and charts as one HTML file.</source>
            <translation>结论、表格和图表，合为一个 HTML 文件。</translation>
        </message>
        <message>
            <location filename="../algorithms/compare.py"></location>
            <location filename="../algorithms/evaluate.py"></location>
            <location filename="../algorithms/evaluatetargets.py"></location>
            <location filename="../algorithms/readtable.py"></location>
            <source>Table</source>
            <translation>表格</translation>
        </message>
        <message>
            <location filename="../algorithms/compare.py"></location>
            <source>All measures of all methods, elements and both checks.</source>
            <translation>所有方法、所有元素在两项检验中的全部指标。</translation>
        </message>
        <message>
            <location filename="../algorithms/compare.py"></location>
            <source>The same for other programs, with meanings.</source>
            <translation>供其他程序使用的同样内容，并附各指标的含义。</translation>
        </message>
        <message>
            <location filename="../algorithms/content_styles.py"></location>
            <source>{content} and more</source>
            <translation>{content} 及以上</translation>
        </message>
        <message>
            <location filename="../algorithms/decompose.py"></location>
            <location filename="../models/fuse_and_evaluate.model3"></location>
            <source>Decompose remote sensing image</source>
            <translation>分解遥感影像</translation>
        </message>
        <message>
            <location filename="../algorithms/decompose.py"></location>
            <source>Splits an image into low and high frequency (Gaussian pyramid) and computes its spectral derivative.</source>
            <translation>用高斯金字塔将影像分解为低频和高频部分，并计算其光谱导数。</translation>
        </message>
        <message>
            <location filename="../algorithms/decompose.py"></location>
            <source>gaussian pyramid,laplacian,high frequency,spectral derivative,multiscale,ndvi,features</source>
            <translation>高斯金字塔,拉普拉斯,高频,光谱导数,多尺度,植被指数,ndvi,特征</translation>
        </message>
        <message>
            <location filename="../algorithms/decompose.py"></location>
            <source>Splits every band of an image by a Gaussian pyramid: RS_L is what is left after some levels of smoothing and halving, brought back to full resolution; RS_H = RS - RS_L is the detail. Also computes the first derivative along the spectrum. Nodata pixels have no weight, stay nodata and never spread.

Training decomposes the image by itself (FEATURES=high_frequency); run this step to look at the parts, or to use them elsewhere. The FEATURES output trains as it is (FEATURES=as_is).</source>
            <translation>用高斯金字塔分解影像的每个波段：RS_L 是经过若干层平滑和减半采样后恢复到原分辨率的部分；RS_H = RS - RS_L 是细节部分。同时计算沿光谱方向的一阶导数。无数据像元权重为零，保持无数据值，且不会扩散。

训练时会自动分解影像（FEATURES=high_frequency）；若要查看各部分或用于其他用途，再运行本步骤。FEATURES 输出可直接用于训练（FEATURES=as_is）。</translation>
        </message>
        <message>
            <location filename="../algorithms/decompose.py"></location>
            <source>Multispectral image, calibrated and mosaicked; its bands should stand in the order of their wavelengths.</source>
            <translation>经过定标和镶嵌的多光谱影像；波段应按波长顺序排列。</translation>
        </message>
        <message>
            <location filename="../algorithms/decompose.py"></location>
            <location filename="../algorithms/evaluate.py"></location>
            <location filename="../models/fuse_and_evaluate.model3"></location>
            <location filename="../models/grid_and_fuse.model3"></location>
            <location filename="../models/laboratory_table_to_classes.model3"></location>
            <source>Image</source>
            <translation>影像</translation>
        </message>
        <message>
            <location filename="../algorithms/decompose.py"></location>
            <source>Bands to decompose; none chosen means all.</source>
            <translation>要分解的波段；不选表示全部。</translation>
        </message>
        <message>
            <location filename="../algorithms/decompose.py"></location>
            <source>Bands</source>
            <translation>波段</translation>
        </message>
        <message>
            <location filename="../algorithms/decompose.py"></location>
            <source>Width of a cell of the coarse geochemical map, in units of the image's CRS. It sets the levels where LEVELS is 0: the level whose pixel comes nearest this size.</source>
            <translation>粗分辨率地球化学图的单元宽度，单位为影像坐标参考系的单位。LEVELS 为 0 时由它决定层数：取像元大小最接近该宽度的一层。</translation>
        </message>
        <message>
            <location filename="../algorithms/decompose.py"></location>
            <source>Cell size of the coarse geochemical map</source>
            <translation>粗分辨率地球化学图的单元大小</translation>
        </message>
        <message>
            <location filename="../algorithms/decompose.py"></location>
            <source>How often the image is smoothed and halved. 0: from CELL_SIZE, or 3 without it. Each level doubles the size of the details that go to RS_H.</source>
            <translation>影像平滑并减半的次数。0：由 CELL_SIZE 决定，未给出时为 3。每增加一层，归入 RS_H 的细节尺度加倍。</translation>
        </message>
        <message>
            <location filename="../algorithms/decompose.py"></location>
            <location filename="../algorithms/parameters.py"></location>
            <source>Pyramid levels (0 = automatic)</source>
            <translation>金字塔层数（0 = 自动）</translation>
        </message>
        <message>
            <location filename="../algorithms/decompose.py"></location>
            <source>Red band for the vegetation index (ASTER band 2, Landsat 8 band 4, Sentinel-2 band 4).</source>
            <translation>计算植被指数的红光波段（ASTER 第 2 波段、Landsat 8 第 4 波段、Sentinel-2 第 4 波段）。</translation>
        </message>
        <message>
            <location filename="../algorithms/decompose.py"></location>
            <source>Red band</source>
            <translation>红光波段</translation>
        </message>
        <message>
            <location filename="../algorithms/decompose.py"></location>
            <source>Near-infrared band for the vegetation index (ASTER band 3N, Landsat 8 band 5, Sentinel-2 band 8).</source>
            <translation>计算植被指数的近红外波段（ASTER 第 3N 波段、Landsat 8 第 5 波段、Sentinel-2 第 8 波段）。</translation>
        </message>
        <message>
            <location filename="../algorithms/decompose.py"></location>
            <source>Near-infrared band</source>
            <translation>近红外波段</translation>
        </message>
        <message>
            <location filename="../algorithms/decompose.py"></location>
            <source>Pixels whose vegetation index (NIR - red) / (NIR + red) is higher become nodata before the decomposition; 0.3 is common. Empty: no mask. Needs RED and NIR.</source>
            <translation>植被指数 (NIR - 红光) / (NIR + 红光) 高于此值的像元在分解前置为无数据值；常用 0.3。留空：不作掩膜。需要 RED 和 NIR。</translation>
        </message>
        <message>
            <location filename="../algorithms/decompose.py"></location>
            <source>Mask pixels with NDVI above</source>
            <translation>掩膜 NDVI 高于此值的像元</translation>
        </message>
        <message>
            <location filename="../algorithms/decompose.py"></location>
            <source>Side of the square over which the FEATURES output is averaged, an odd number; 1 = no filter. HIGH, LOW and DERIVATIVE are never filtered.</source>
            <translation>对 FEATURES 输出取平均的方形窗口边长，为奇数；1 = 不滤波。HIGH、LOW 和 DERIVATIVE 始终不滤波。</translation>
        </message>
        <message>
            <location filename="../algorithms/decompose.py"></location>
            <source>Mean filter of the features (pixels)</source>
            <translation>特征的均值滤波窗口（像元）</translation>
        </message>
        <message>
            <location filename="../algorithms/decompose.py"></location>
            <source>Centre wavelengths, one a band, separated by commas, in micrometres or with a unit such as nm (ASTER: 0.56,0.66,0.81,1.65,2.165,2.205,2.26,2.33,2.395). Leave an entry empty for a band that is not spectral. Empty: from the image's metadata, else the derivative is per band step.</source>
            <translation>中心波长，每个波段一个，以逗号分隔，单位为微米，也可写明单位，如 nm（ASTER：0.56,0.66,0.81,1.65,2.165,2.205,2.26,2.33,2.395）。非光谱波段的一项留空。全部留空：取自影像的元数据，否则按波段步长求导数。</translation>
        </message>
        <message>
            <location filename="../algorithms/decompose.py"></location>
            <location filename="../algorithms/parameters.py"></location>
            <source>Wavelengths (micrometres)</source>
            <translation>波长（微米）</translation>
        </message>
        <message>
            <location filename="../algorithms/decompose.py"></location>
            <source>High-frequency image RS_H</source>
            <translation>高频影像 RS_H</translation>
        </message>
        <message>
            <location filename="../algorithms/decompose.py"></location>
            <source>Detail of each band: image minus low-frequency image.</source>
            <translation>各波段的细节：影像减去低频影像。</translation>
        </message>
        <message>
            <location filename="../algorithms/decompose.py"></location>
            <source>Low-frequency image RS_L</source>
            <translation>低频影像 RS_L</translation>
        </message>
        <message>
            <location filename="../algorithms/decompose.py"></location>
            <source>Smooth part of each band at full resolution; RS_L + RS_H = image.</source>
            <translation>各波段在原分辨率下的平滑部分；RS_L + RS_H = 影像。</translation>
        </message>
        <message>
            <location filename="../algorithms/decompose.py"></location>
            <source>Spectral derivative</source>
            <translation>光谱导数</translation>
        </message>
        <message>
            <location filename="../algorithms/decompose.py"></location>
            <source>Difference of neighbouring bands over their wavelength step.</source>
            <translation>相邻波段之差除以其波长间隔。</translation>
        </message>
        <message>
            <location filename="../algorithms/decompose.py"></location>
            <source>Features for training</source>
            <translation>训练用特征</translation>
        </message>
        <message>
            <location filename="../algorithms/decompose.py"></location>
            <source>HIGH and DERIVATIVE in one raster after the mean filter: train with FEATURES=as_is.</source>
            <translation>经均值滤波后的 HIGH 和 DERIVATIVE，合为一个栅格：训练时用 FEATURES=as_is。</translation>
        </message>
        <message>
            <location filename="../algorithms/decompose.py"></location>
            <source>No output was asked for: choose at least one of HIGH, LOW, DERIVATIVE and FEATURES.</source>
            <translation>未选择任何输出：请在 HIGH、LOW、DERIVATIVE 和 FEATURES 中至少选择一项。</translation>
        </message>
        <message>
            <location filename="../algorithms/evaluate.py"></location>
            <source>Mean difference (map - validation)</source>
            <translation>平均差（图 - 验证数据）</translation>
        </message>
        <message>
            <location filename="../algorithms/evaluate.py"></location>
            <source>Mean absolute difference</source>
            <translation>平均绝对差</translation>
        </message>
        <message>
            <location filename="../algorithms/evaluate.py"></location>
            <source>Standard deviation of the difference</source>
            <translation>差值的标准差</translation>
        </message>
        <message>
            <location filename="../algorithms/evaluate.py"></location>
            <source>Root mean square difference</source>
            <translation>均方根差</translation>
        </message>
        <message>
            <location filename="../algorithms/evaluate.py"></location>
            <source>Correlation with the validation data</source>
            <translation>与验证数据的相关系数</translation>
        </message>
        <message>
            <location filename="../algorithms/evaluate.py"></location>
            <source>Correlation with the image</source>
            <translation>与影像的相关系数</translation>
        </message>
        <message>
            <location filename="../algorithms/evaluate.py"></location>
            <source>Correlation with the coarse map</source>
            <translation>与粗分辨率图的相关系数</translation>
        </message>
        <message>
            <location filename="../algorithms/evaluate.py"></location>
            <source>Skill over bilinear interpolation of the coarse map</source>
            <translation>相对于粗分辨率图双线性插值的技巧得分</translation>
        </message>
        <message>
            <location filename="../algorithms/evaluate.py"></location>
            <source>Number of validation cells or points</source>
            <translation>验证单元或验证点的数量</translation>
        </message>
        <message>
            <location filename="../algorithms/evaluate.py"></location>
            <location filename="../models/fuse_and_evaluate.model3"></location>
            <location filename="../models/sharpen_and_evaluate.model3"></location>
            <source>Evaluate against validation grid</source>
            <translation>用验证格网评价</translation>
        </message>
        <message>
            <location filename="../algorithms/evaluate.py"></location>
            <source>Compares fused maps with a finer survey, beside the coarse map as it is and interpolated.</source>
            <translation>将融合图与更精细的调查数据比较，并列出粗分辨率图本身及其插值的结果。</translation>
        </message>
        <message>
            <location filename="../algorithms/evaluate.py"></location>
            <source>validation,accuracy,rmse,skill,correlation,difference,report,assessment</source>
            <translation>验证,精度,均方根误差,技巧得分,相关,差值,报告,评价</translation>
        </message>
        <message>
            <location filename="../algorithms/evaluate.py"></location>
            <source>Compares one or more fused maps with an independent finer survey, a grid or points, over the same cells for all: mean, absolute mean and standard deviation of the difference (map - validation), RMSE, correlation with the validation and with the image, and skill.

With COARSE, the coarse map as it is and interpolated without the image stand beside the fused maps. Skill is 1 - MSE / MSE of bilinear interpolation: above 0 the fused map is better than plain interpolation, below 0 it is worse, however sharp it looks. The numbers returned are those of the first map and the first element.</source>
            <translation>将一幅或多幅融合图与独立的、更精细的调查数据（格网或点）比较，所有图使用相同的单元：差值（图 - 验证数据）的均值、绝对均值和标准差，RMSE，与验证数据及影像的相关系数，以及技巧得分。

给出 COARSE 时，粗分辨率图本身及其不用影像的插值结果与融合图并列。技巧得分为 1 - MSE / 双线性插值的 MSE：大于 0 表示融合图优于单纯插值，小于 0 则更差，无论看上去多么清晰。返回的数值属于第一幅图的第一个元素。</translation>
        </message>
        <message>
            <location filename="../algorithms/evaluate.py"></location>
            <source>One or more rasters, one element a band; bands are matched with the validation by name, else by position.</source>
            <translation>一个或多个栅格，每个波段一个元素；波段先按名称、否则按位置与验证数据匹配。</translation>
        </message>
        <message>
            <location filename="../algorithms/evaluate.py"></location>
            <source>Fused maps</source>
            <translation>融合图</translation>
        </message>
        <message>
            <location filename="../algorithms/evaluate.py"></location>
            <source>Raster of an independent, finer survey, one element a band. Fused maps are averaged over its cells. Give this or VALIDATION_POINTS.</source>
            <translation>独立的、更精细的调查数据栅格，每个波段一个元素。融合图在其单元内取平均。给出此项或 VALIDATION_POINTS。</translation>
        </message>
        <message>
            <location filename="../algorithms/evaluate.py"></location>
            <location filename="../models/fuse_and_evaluate.model3"></location>
            <location filename="../models/sharpen_and_evaluate.model3"></location>
            <source>Validation grid</source>
            <translation>验证格网</translation>
        </message>
        <message>
            <location filename="../algorithms/evaluate.py"></location>
            <source>Points of an independent survey; fused maps are read at the pixels that hold them.</source>
            <translation>独立调查的点；在点所在的像元处读取融合图。</translation>
        </message>
        <message>
            <location filename="../algorithms/evaluate.py"></location>
            <source>Validation points</source>
            <translation>验证点</translation>
        </message>
        <message>
            <location filename="../algorithms/evaluate.py"></location>
            <source>Fields with concentrations, numbers or text (a 'less than' sign marks a detection limit), named as the bands of the maps or in their order. NULL, -9999 and codes such as -999 count as missing.</source>
            <translation>存放含量的字段，数值或文本均可（小于号表示检出限），其名称与各图的波段相同或次序一致。NULL、-9999 以及 -999 之类的代码视为缺失。</translation>
        </message>
        <message>
            <location filename="../algorithms/evaluate.py"></location>
            <source>Elements (fields of the points)</source>
            <translation>元素（点图层的字段）</translation>
        </message>
        <message>
            <location filename="../algorithms/evaluate.py"></location>
            <source>The coarse map that was fused; gives the rows 'coarse as is' and 'coarse interpolated', and the skill.</source>
            <translation>参与融合的粗分辨率图；据此给出粗分辨率图本身（“coarse as is”）和插值（“coarse interpolated”）两行，以及技巧得分。</translation>
        </message>
        <message>
            <location filename="../algorithms/evaluate.py"></location>
            <source>The image; gives the correlation of each map with the mean of its bands (and with each band, in the report).</source>
            <translation>影像；据此给出各图与影像波段均值的相关系数（报告中还有与每个波段的相关系数）。</translation>
        </message>
        <message>
            <location filename="../algorithms/evaluate.py"></location>
            <location filename="../models/fuse_and_evaluate.model3"></location>
            <location filename="../models/sharpen_and_evaluate.model3"></location>
            <source>Table, maps, difference maps, scatter plots and histograms as one HTML file.</source>
            <translation>表格、图件、差值图、散点图和直方图，合为一个 HTML 文件。</translation>
        </message>
        <message>
            <location filename="../algorithms/evaluate.py"></location>
            <source>All measures of all maps and elements.</source>
            <translation>所有图和所有元素的全部指标。</translation>
        </message>
        <message>
            <location filename="../algorithms/evaluate.py"></location>
            <location filename="../algorithms/evaluatetargets.py"></location>
            <source>The same numbers for other programs, with what each means.</source>
            <translation>供其他程序使用的同样数值，并附各自的含义。</translation>
        </message>
        <message>
            <location filename="../algorithms/evaluate.py"></location>
            <source>Map minus validation on the validation grid, a band for each map and element.</source>
            <translation>在验证格网上图减去验证数据，每幅图的每个元素一个波段。</translation>
        </message>
        <message>
            <location filename="../algorithms/evaluate.py"></location>
            <source>Difference maps</source>
            <translation>差值图</translation>
        </message>
        <message>
            <location filename="../algorithms/evaluate.py"></location>
            <source>Give either VALIDATION (a raster) or VALIDATION_POINTS (with FIELDS), not both and not neither.</source>
            <translation>请给出 VALIDATION（栅格）或 VALIDATION_POINTS（连同 FIELDS）之一，不能同时给出，也不能都不给。</translation>
        </message>
        <message>
            <location filename="../algorithms/evaluate.py"></location>
            <source>FIELDS is empty: choose the fields of VALIDATION_POINTS that hold concentrations.</source>
            <translation>FIELDS 为空：请选择 VALIDATION_POINTS 中存放含量的字段。</translation>
        </message>
        <message>
            <location filename="../algorithms/evaluate.py"></location>
            <source>DIFFERENCE needs a validation raster: leave it out for VALIDATION_POINTS.</source>
            <translation>DIFFERENCE 需要验证栅格：使用 VALIDATION_POINTS 时请不要给出。</translation>
        </message>
        <message>
            <location filename="../algorithms/evaluatetargets.py"></location>
            <source>Mean area under the ROC curve over the draws</source>
            <translation>各次抽取的 ROC 曲线下面积的均值</translation>
        </message>
        <message>
            <location filename="../algorithms/evaluatetargets.py"></location>
            <source>Standard deviation of the AUC over the draws</source>
            <translation>各次抽取的 AUC 的标准差</translation>
        </message>
        <message>
            <location filename="../algorithms/evaluatetargets.py"></location>
            <source>AUC against samples of the same sampling density</source>
            <translation>相对于采样密度相同的样品的 AUC</translation>
        </message>
        <message>
            <location filename="../algorithms/evaluatetargets.py"></location>
            <source>Share of the deposits in the best 5 % of the samples or cells</source>
            <translation>得分最高的 5 % 样品或单元中所含矿床的比例</translation>
        </message>
        <message>
            <location filename="../algorithms/evaluatetargets.py"></location>
            <source>Share of the deposits in the best 10 %</source>
            <translation>得分最高的 10 % 中所含矿床的比例</translation>
        </message>
        <message>
            <location filename="../algorithms/evaluatetargets.py"></location>
            <source>Share of the deposits in the best 20 %</source>
            <translation>得分最高的 20 % 中所含矿床的比例</translation>
        </message>
        <message>
            <location filename="../algorithms/evaluatetargets.py"></location>
            <source>Number of deposits ranked</source>
            <translation>参与排序的矿床数</translation>
        </message>
        <message>
            <location filename="../algorithms/evaluatetargets.py"></location>
            <location filename="../models/anomalies_and_targets.model3"></location>
            <location filename="../models/map_and_evaluate_prospectivity.model3"></location>
            <source>Evaluate targets against known deposits</source>
            <translation>用已知矿床评价靶区</translation>
        </message>
        <message>
            <location filename="../algorithms/evaluatetargets.py"></location>
            <source>Says how well anomaly scores or prospectivity maps rank known deposits, beside what ranks by chance.</source>
            <translation>说明异常得分或成矿远景图对已知矿床排序的优劣，并与随机排序的得分并列。</translation>
        </message>
        <message>
            <location filename="../algorithms/evaluatetargets.py"></location>
            <source>deposits,targets,prospectivity,anomaly,roc,auc,success rate,capture,prediction-area,validation,potential</source>
            <translation>矿床,靶区,成矿远景,找矿远景,异常,roc,auc,成功率,捕获率,预测-面积图,验证,潜力</translation>
        </message>
        <message>
            <location filename="../algorithms/evaluatetargets.py"></location>
            <source>Compares a score, higher where a deposit is more likely, with known deposits: the area under the ROC curve (AUC), the share of deposits in the best 5, 10 and 20 % of the ground, and the prediction-area plot. Give a raster, or points with several scores side by side, raw concentrations among them.

A deposit takes the score of its nearest sample or of its cell. As many negatives are drawn from places far from every deposit, several times. Nulls that know nothing of what was measured stand beside every score: how sparse the samples are, or how far within the map a cell lies. A score is worth something only where it is better than these, and for points better than 0.5 also against samples of the same sampling density.

Deposits that a map was made with prove nothing. The numbers returned are those of the first score.</source>
            <translation>将得分（越高表示越可能有矿床）与已知矿床比较：ROC 曲线下面积（AUC），得分最高的 5、10 和 20 % 区域中所含矿床的比例，以及预测-面积图。给出一个栅格，或给出带有多个并列得分（其中应有原始含量）的点。

矿床取其最近样品或所在单元的得分。从远离所有矿床的位置抽取同样多的负样本，重复多次。每个得分旁都列出对测量内容一无所知的零模型：样品有多稀疏，或单元距图的边缘多远。得分只有优于这些零模型才有价值；对于点，还须在与采样密度相同的样品比较时高于 0.5。

制图时用过的矿床不能证明任何东西。返回的数值属于第一个得分。</translation>
        </message>
        <message>
            <location filename="../algorithms/evaluatetargets.py"></location>
            <location filename="../models/anomalies_and_targets.model3"></location>
            <location filename="../models/map_and_evaluate_prospectivity.model3"></location>
            <source>Table, ROC, success rate, prediction-area plot and map as one HTML file.</source>
            <translation>表格、ROC、成功率、预测-面积图和图件，合为一个 HTML 文件。</translation>
        </message>
        <message>
            <location filename="../algorithms/evaluatetargets.py"></location>
            <source>All measures of all scores and nulls, a line each.</source>
            <translation>所有得分和零模型的全部指标，每个一行。</translation>
        </message>
        <message>
            <location filename="../algorithms/evaluatetargets.py"></location>
            <source>Raster of a score, higher where a deposit is more likely. Give this or SAMPLES.</source>
            <translation>得分栅格，值越高表示越可能有矿床。给出此项或 SAMPLES。</translation>
        </message>
        <message>
            <location filename="../algorithms/evaluatetargets.py"></location>
            <source>Score (raster)</source>
            <translation>得分（栅格）</translation>
        </message>
        <message>
            <location filename="../algorithms/evaluatetargets.py"></location>
            <source>Band of SCORE that holds the score; none chosen means the first.</source>
            <translation>SCORE 中存放得分的波段；不选表示第一个波段。</translation>
        </message>
        <message>
            <location filename="../algorithms/evaluatetargets.py"></location>
            <source>Band of the score</source>
            <translation>得分波段</translation>
        </message>
        <message>
            <location filename="../algorithms/evaluatetargets.py"></location>
            <source>Points with one or more scores, such as those of a survey. Selection and filter are honoured.</source>
            <translation>带有一个或多个得分的点，例如一次调查的样品点。只使用选择集和过滤器所限定的要素。</translation>
        </message>
        <message>
            <location filename="../algorithms/evaluatetargets.py"></location>
            <source>Samples with scores</source>
            <translation>带得分的样品</translation>
        </message>
        <message>
            <location filename="../algorithms/evaluatetargets.py"></location>
            <source>Scores (fields of the samples)</source>
            <translation>得分（样品的字段）</translation>
        </message>
        <message>
            <location filename="../algorithms/evaluatetargets.py"></location>
            <source>Fields with scores, higher where a deposit is more likely; all are ranked over the same samples, those with a value in every field. The first is what the others are compared with: choose the concentration of the element sought.</source>
            <translation>存放得分的字段，值越高表示越可能有矿床；所有得分都对同样的样品排序，即每个字段都有值的样品。其他得分与第一个比较：请将所找元素的含量选为第一个。</translation>
        </message>
        <message>
            <location filename="../algorithms/evaluatetargets.py"></location>
            <source>Points of known deposits. They must not have been used to make the scores.</source>
            <translation>已知矿床的点。这些矿床不得曾用于计算得分。</translation>
        </message>
        <message>
            <location filename="../algorithms/evaluatetargets.py"></location>
            <location filename="../models/anomalies_and_targets.model3"></location>
            <location filename="../models/map_and_evaluate_prospectivity.model3"></location>
            <source>Known deposits</source>
            <translation>已知矿床</translation>
        </message>
        <message>
            <location filename="../algorithms/evaluatetargets.py"></location>
            <source>Polygons; only what lies within them is ranked. Deposits outside are counted and told.</source>
            <translation>面；只对其内部排序。位于其外的矿床会计数并说明。</translation>
        </message>
        <message>
            <location filename="../algorithms/evaluatetargets.py"></location>
            <source>Area</source>
            <translation>区域</translation>
        </message>
        <message>
            <location filename="../algorithms/evaluatetargets.py"></location>
            <source>Raster; only places where it is neither 0 nor nodata are ranked. With AREA, both count.</source>
            <translation>栅格；只对其值既不为 0 也不是无数据值的位置排序。与 AREA 同时给出时，二者都起作用。</translation>
        </message>
        <message>
            <location filename="../algorithms/evaluatetargets.py"></location>
            <source>Negatives are drawn from samples or cells at least so far from every deposit, in metres on the ground. Where there are none, all are taken, with a warning.</source>
            <translation>负样本取自到每个矿床的距离都不小于此值的样品或单元，以地面上的米计。若没有这样的样品或单元，则全部取用，并给出警告。</translation>
        </message>
        <message>
            <location filename="../algorithms/evaluatetargets.py"></location>
            <source>Least distance of negatives from deposits</source>
            <translation>负样本与矿床的最小距离</translation>
        </message>
        <message>
            <location filename="../algorithms/evaluatetargets.py"></location>
            <source>A deposit farther than this from every sample or cell with a score is not ranked, in metres. 0: twice MIN_DISTANCE or the spacing of the samples, whichever is more; for a raster two cells.</source>
            <translation>矿床到每个有得分的样品或单元的距离都大于此值时不参与排序，单位为米。0：取 MIN_DISTANCE 的两倍与样品间距中的较大者；对于栅格取两个单元。</translation>
        </message>
        <message>
            <location filename="../algorithms/evaluatetargets.py"></location>
            <source>Largest distance of a deposit (0 = automatic)</source>
            <translation>矿床的最大距离（0 = 自动）</translation>
        </message>
        <message>
            <location filename="../algorithms/evaluatetargets.py"></location>
            <source>How many times negatives are drawn, as many as there are deposits; the AUC is the mean over the draws.</source>
            <translation>抽取负样本的次数，每次抽取的数目与矿床数相同；AUC 为各次抽取的均值。</translation>
        </message>
        <message>
            <location filename="../algorithms/evaluatetargets.py"></location>
            <source>Draws of negatives</source>
            <translation>负样本的抽取次数</translation>
        </message>
        <message>
            <location filename="../algorithms/evaluatetargets.py"></location>
            <source>Start of the random numbers for draws and intervals; the same seed gives the same figures.</source>
            <translation>用于抽取和区间的随机数的起点；相同的种子得到相同的数值。</translation>
        </message>
        <message>
            <location filename="../algorithms/evaluatetargets.py"></location>
            <source>Give either SCORE (a raster) or SAMPLES (with FIELDS), not both and not neither.</source>
            <translation>请给出 SCORE（栅格）或 SAMPLES（连同 FIELDS）之一，不能同时给出，也不能都不给。</translation>
        </message>
        <message>
            <location filename="../algorithms/evaluatetargets.py"></location>
            <source>FIELDS is empty: choose the fields of SAMPLES that hold scores.</source>
            <translation>FIELDS 为空：请选择 SAMPLES 中存放得分的字段。</translation>
        </message>
        <message>
            <location filename="../algorithms/gridsamples.py"></location>
            <source>Number of samples used (duplicates once, unless they are kept)</source>
            <translation>所用样品数（重复样只计一次，除非全部保留）</translation>
        </message>
        <message>
            <location filename="../algorithms/gridsamples.py"></location>
            <source>Number of cells with a value</source>
            <translation>有值的单元数</translation>
        </message>
        <message>
            <location filename="../algorithms/gridsamples.py"></location>
            <location filename="../models/grid_and_fuse.model3"></location>
            <location filename="../models/laboratory_table_to_classes.model3"></location>
            <source>Grid geochemical samples</source>
            <translation>地球化学样品格网化</translation>
        </message>
        <message>
            <location filename="../algorithms/gridsamples.py"></location>
            <source>Averages point samples over the cells of a grid; values below detection are kept apart from missing ones.</source>
            <translation>将点样品在格网单元内取平均；低于检出限的值与缺失值分别处理。</translation>
        </message>
        <message>
            <location filename="../algorithms/gridsamples.py"></location>
            <source>samples,points,grid,rasterize,cell mean,detection limit,censored,below detection,duplicates,survey</source>
            <translation>样品,点,格网,栅格化,单元均值,块均值,检出限,删失,低于检出限,重复样,化探调查</translation>
        </message>
        <message>
            <location filename="../algorithms/gridsamples.py"></location>
            <source>Turns point samples into a raster of cell means, one band per field, as the coarse map for 'Train fusion model'. Cell edges lie on multiples of the cell size, so neighbouring runs line up; a cell without samples is nodata, nothing is interpolated.

A value below the detection limit (a 'less than' sign before the limit, or a negative number) is not a missing one (NULL, NaN, -9999, empty text, NA, codes such as -999). What becomes of it is declared by BELOW_DETECTION, and its share is written to the log and to CENSORED. Text that is not a number is left out, counted and shown in a warning, as are codes for missing values.

A mean of few samples is a noisy one: COUNT and STD tell how noisy.</source>
            <translation>将点样品转换为单元均值的栅格，每个字段一个波段，作为“训练融合模型”所需的粗分辨率图。单元边界位于单元大小的整数倍上，因此相邻的运行结果可以拼接；没有样品的单元为无数据值，不做任何插值。

低于检出限的值（检出限前有小于号，或为负数）不同于缺失值（NULL、NaN、-9999、空文本、NA，以及 -999 之类的代码）。其处理方式由 BELOW_DETECTION 规定，所占比例写入日志和 CENSORED。不是数字的文本以及缺失值代码不参与计算，其个数和内容会在警告中列出。

样品少的均值噪声大：COUNT 和 STD 说明噪声有多大。</translation>
        </message>
        <message>
            <location filename="../algorithms/gridsamples.py"></location>
            <source>Point layer of the samples; its selection and filter are honoured.</source>
            <translation>样品点图层；只使用其选择集和过滤器所限定的要素。</translation>
        </message>
        <message>
            <location filename="../algorithms/gridsamples.py"></location>
            <source>Fields with concentrations, numbers or text (a 'less than' sign marks a detection limit); each becomes a band of that name.</source>
            <translation>存放含量的字段，数值或文本均可（小于号表示检出限）；每个字段成为一个同名波段。</translation>
        </message>
        <message>
            <location filename="../algorithms/gridsamples.py"></location>
            <source>Width and height of a cell, in units of TARGET_CRS where it is given, else of the CRS of the samples (degrees too). 0: a round size for about four samples in a cell; the log says which.</source>
            <translation>单元的宽和高，若给出 TARGET_CRS 则以其单位计，否则以样品 CRS 的单位计（也可为度）。0：取整数尺寸，使每个单元约有四个样品；日志会说明其大小。</translation>
        </message>
        <message>
            <location filename="../algorithms/gridsamples.py"></location>
            <source>Cell size (0 = from the spacing of the samples)</source>
            <translation>单元大小（0 = 由样品间距确定）</translation>
        </message>
        <message>
            <location filename="../algorithms/gridsamples.py"></location>
            <source>Area to grid, widened to whole cells; samples on its right or lower edge belong to the neighbour. Empty: all samples.</source>
            <translation>要格网化的区域，会扩展到整数个单元；位于右边界或下边界上的样品属于相邻单元。留空：全部样品。</translation>
        </message>
        <message>
            <location filename="../algorithms/gridsamples.py"></location>
            <source>Coordinate reference system of the raster. Empty: that of the samples.</source>
            <translation>栅格的坐标参考系。留空：与样品相同。</translation>
        </message>
        <message>
            <location filename="../algorithms/gridsamples.py"></location>
            <source>CRS of the result</source>
            <translation>结果的坐标参考系</translation>
        </message>
        <message>
            <location filename="../algorithms/gridsamples.py"></location>
            <source>Samples at the same place</source>
            <translation>同一位置的样品</translation>
        </message>
        <message>
            <location filename="../algorithms/gridsamples.py"></location>
            <source>Samples with the same coordinates. average: averaged first, so that a duplicate does not weigh double. first: the first with a value counts. keep: each counts.</source>
            <translation>坐标相同的样品。average：先取平均，使重复样不会占双倍权重。first：只取第一个有值的样品。keep：每个样品都计入。</translation>
        </message>
        <message>
            <location filename="../algorithms/gridsamples.py"></location>
            <source>Cells with fewer samples of an element become nodata in OUTPUT and STD; COUNT still shows them.</source>
            <translation>某元素样品数少于此值的单元在 OUTPUT 和 STD 中为无数据值；COUNT 中仍会显示。</translation>
        </message>
        <message>
            <location filename="../algorithms/gridsamples.py"></location>
            <source>Samples that a cell needs</source>
            <translation>单元所需的最少样品数</translation>
        </message>
        <message>
            <location filename="../algorithms/gridsamples.py"></location>
            <source>Mean</source>
            <translation>均值</translation>
        </message>
        <message>
            <location filename="../algorithms/gridsamples.py"></location>
            <source>arithmetic: the mean content, which adds up over areas. geometric: the mean of the logarithms, for skewed values above 0; lower than the arithmetic one.</source>
            <translation>arithmetic：平均含量，可按面积累加。geometric：对数的均值，用于大于 0 的偏态数据；低于算术均值。</translation>
        </message>
        <message>
            <location filename="../algorithms/gridsamples.py"></location>
            <source>Cell means</source>
            <translation>单元均值</translation>
        </message>
        <message>
            <location filename="../algorithms/gridsamples.py"></location>
            <location filename="../models/grid_and_fuse.model3"></location>
            <location filename="../models/laboratory_table_to_classes.model3"></location>
            <source>GeoTIFF of the mean of each element; band names are the field names. The numbers of samples behind the means travel with it, cell by cell, for 'Train fusion model' and 'Apply fusion model'.</source>
            <translation>各元素均值的 GeoTIFF；波段名即字段名。均值所依据的样品数逐格随图保存，供“训练融合模型”和“应用融合模型”使用。</translation>
        </message>
        <message>
            <location filename="../algorithms/gridsamples.py"></location>
            <location filename="../algorithms/readtable.py"></location>
            <source>Number of samples</source>
            <translation>样品数</translation>
        </message>
        <message>
            <location filename="../algorithms/gridsamples.py"></location>
            <source>Samples in each cell and element; 0 where there is none.</source>
            <translation>每个单元中每个元素的样品数；没有样品处为 0。</translation>
        </message>
        <message>
            <location filename="../algorithms/gridsamples.py"></location>
            <source>Standard deviation of the samples in a cell (divisor n - 1); nodata for fewer than two.</source>
            <translation>单元内样品的标准差（除数为 n - 1）；不足两个样品时为无数据值。</translation>
        </message>
        <message>
            <location filename="../algorithms/gridsamples.py"></location>
            <source>Share below detection</source>
            <translation>低于检出限的比例</translation>
        </message>
        <message>
            <location filename="../algorithms/gridsamples.py"></location>
            <source>Samples below detection as a share (0 to 1) of those with a value, left-out ones included.</source>
            <translation>低于检出限的样品占有值样品的比例（0 到 1），包括被剔除的样品。</translation>
        </message>
        <message>
            <location filename="../algorithms/gridsamples.py"></location>
            <source>TARGET_CRS '{crs}' is not understood: choose another CRS.</source>
            <translation>TARGET_CRS“{crs}”无法识别：请另选坐标参考系。</translation>
        </message>
        <message>
            <location filename="../algorithms/layers.py"></location>
            <source>{name}: '{value}' holds several rasters: choose one of {inside}.</source>
            <translation>{name}:'{value}' 包含多个栅格:请从 {inside} 中选择一个。</translation>
        </message>
        <message>
            <location filename="../algorithms/layers.py"></location>
            <source>{name}: the layer '{layer}' is not a raster file: export it to GeoTIFF first.</source>
            <translation>{name}：图层“{layer}”不是栅格文件：请先将其导出为 GeoTIFF。</translation>
        </message>
        <message>
            <location filename="../algorithms/layers.py"></location>
            <source>The layer '{layer}' is read in the coordinate reference system set on it: {crs}.</source>
            <translation>图层 '{layer}' 按其上设置的坐标参考系读取:{crs}。</translation>
        </message>
        <message>
            <location filename="../algorithms/layers.py"></location>
            <source>The layer '{layer}' shows the no data value of its file as data; it stays no data here: to have it as data, give a copy made by 'gdal_translate -a_nodata none'.</source>
            <translation>图层 '{layer}' 将其文件的无数据值显示为数据;此处仍视为无数据:若要作为数据,请提供用 'gdal_translate -a_nodata none' 制作的副本。</translation>
        </message>
        <message>
            <location filename="../algorithms/layers.py"></location>
            <source>Values that the layer '{layer}' shows transparent count as data: to have them as no data, give them as additional no data value (Layer Properties &gt; Transparency).</source>
            <translation>图层 '{layer}' 显示为透明的值仍算作数据:若要视为无数据,请将其设为附加无数据值(图层属性 &gt; 透明度)。</translation>
        </message>
        <message>
            <location filename="../algorithms/parameters.py"></location>
            <source>One or more rasters; the first sets the fine grid, others are resampled to it (bilinear). Bands are known by their names when the model is applied.</source>
            <translation>一个或多个栅格；第一个决定精细格网，其余的重采样到该格网（双线性）。应用模型时按名称识别波段。</translation>
        </message>
        <message>
            <location filename="../algorithms/parameters.py"></location>
            <source>Raster of cell values, one element a band, of any cell size and offset. Give this or SAMPLES. 'Train fusion model' takes both: the samples teach, and 'Apply' keeps the means of this map beside them.</source>
            <translation>单元值栅格，每个波段一个元素，单元大小和起点不限。给出此项或 SAMPLES。“训练融合模型”可同时接受二者：由样品训练，而“应用”在与样品相符之外还保持此图的均值。</translation>
        </message>
        <message>
            <location filename="../algorithms/parameters.py"></location>
            <source>From a map: coarse geochemical map</source>
            <translation>由图件：粗分辨率地球化学图</translation>
        </message>
        <message>
            <location filename="../algorithms/parameters.py"></location>
            <source>From a map: elements (bands)</source>
            <translation>由图件：元素（波段）</translation>
        </message>
        <message>
            <location filename="../algorithms/parameters.py"></location>
            <source>Bands to train; none chosen means all.</source>
            <translation>要训练的波段；不选表示全部。</translation>
        </message>
        <message>
            <location filename="../algorithms/parameters.py"></location>
            <source>Raster of cell values, one element a band, of any cell size and offset.</source>
            <translation>单元值栅格，每个波段一个元素，单元大小和起点不限。</translation>
        </message>
        <message>
            <location filename="../algorithms/parameters.py"></location>
            <source>Bands to compare the methods for; none chosen means all.</source>
            <translation>要比较方法的波段；不选表示全部。</translation>
        </message>
        <message>
            <location filename="../algorithms/parameters.py"></location>
            <source>How many samples a coarse cell value is the mean of, for METHOD=auto and networks. Few samples leave noise, which is smoothed out instead of being reproduced; with 1000 or more (or an exact mean) the coarse values are kept. 0: the numbers that the map carries cell by cell (those of 'Grid geochemical samples' do), or else judged from the map itself.</source>
            <translation>每个粗分辨率值是多少个样品的均值（用于 METHOD=auto 和网络）。样品少则含噪声，噪声被平滑掉而不再现；1000 或更多（即精确均值）时保留粗分辨率值。0：采用图中逐格所附的样品数（“地球化学样品格网化”的输出带有），否则由图本身判断。</translation>
        </message>
        <message>
            <location filename="../algorithms/parameters.py"></location>
            <source>From a map: samples behind a cell value (0 = find out)</source>
            <translation>由图件：单元值所含样品数（0 = 自动判断）</translation>
        </message>
        <message>
            <location filename="../algorithms/parameters.py"></location>
            <source>Point samples instead of a coarse map; several in one pixel are averaged. Selection and filter are honoured. The model keeps them, so that a map can meet them. With METHOD=auto of 'Train fusion model' skewed elements become logarithms even with TRANSFORM=none, if not excepted by ELEMENT_TRANSFORMS.</source>
            <translation>用点样品代替粗分辨率图；同一像元内的多个样品取平均。只使用选择集和过滤器所限定的要素。模型保留这些样品，使图能与之相符。在“训练融合模型”的 METHOD=auto 下，偏斜的元素即使 TRANSFORM=none 也取对数，除非用 ELEMENT_TRANSFORMS 另行指定。</translation>
        </message>
        <message>
            <location filename="../algorithms/parameters.py"></location>
            <source>From samples: points</source>
            <translation>由样品：点图层</translation>
        </message>
        <message>
            <location filename="../algorithms/parameters.py"></location>
            <source>From samples: elements (fields)</source>
            <translation>由样品：元素（字段）</translation>
        </message>
        <message>
            <location filename="../algorithms/parameters.py"></location>
            <source>Fields with concentrations, numbers or text (a 'less than' sign marks a detection limit). NULL, -9999 and codes such as -999 count as missing.</source>
            <translation>存放含量的字段，数值或文本均可（小于号表示检出限）。NULL、-9999 以及 -999 之类的代码视为缺失。</translation>
        </message>
        <message>
            <location filename="../algorithms/parameters.py"></location>
            <source>Pixels where this raster is 0 or nodata are ignored, as if the image were nodata there.</source>
            <translation>该栅格为 0 或无数据值处的像元被忽略，视同影像在该处为无数据值。</translation>
        </message>
        <message>
            <location filename="../algorithms/parameters.py"></location>
            <source>Support of the features</source>
            <translation>特征的支撑</translation>
        </message>
        <message>
            <location filename="../algorithms/parameters.py"></location>
            <source>What stands beside a coarse value in training: cell_mean, the area-weighted mean of the features over the cell; centre, the features of the pixel at its centre. For points always the pixel that holds the point.</source>
            <translation>训练时与粗单元值对应的是什么：cell_mean，特征在单元内按面积加权的均值；centre，单元中心像元的特征。对于点，始终取点所在的像元。</translation>
        </message>
        <message>
            <location filename="../algorithms/parameters.py"></location>
            <source>log: train on logarithms; predictions return to the element's unit with the bias of exp() removed (smearing). auto: log for elements that are positive and strongly right-skewed.</source>
            <translation>log：对对数值训练；预测值还原到元素的单位，并消除 exp() 带来的偏差（smearing 校正）。auto：对全为正值且强烈右偏的元素取对数。</translation>
        </message>
        <message>
            <location filename="../algorithms/parameters.py"></location>
            <source>log: train on logarithms; predictions return to the element's unit with the bias of exp() removed (smearing). auto: log for elements that are positive and strongly right-skewed. clr: centred log-ratios of three or more elements of one unit, trained as a composition, with their mean logarithm; places that lack one of them are left out for all. Zeros and negatives are never logged.</source>
            <translation>log：对对数值训练；预测值还原到元素的单位，并消除 exp() 带来的偏差（smearing 校正）。auto：对全为正值且强烈右偏的元素取对数。clr：三个或更多同单位元素的中心对数比，连同其对数均值，作为成分数据训练；缺少其中任一元素的位置对所有元素都不使用。零值和负值从不取对数。</translation>
        </message>
        <message>
            <location filename="../algorithms/parameters.py"></location>
            <location filename="../algorithms/trainsuperresolution.py"></location>
            <source>Transform of the values</source>
            <translation>数值的变换</translation>
        </message>
        <message>
            <location filename="../algorithms/parameters.py"></location>
            <source>Transforms of single elements</source>
            <translation>个别元素的变换</translation>
        </message>
        <message>
            <location filename="../algorithms/parameters.py"></location>
            <source>Exceptions from the transform above, such as Cu=log, K=none; the elements by the names of their bands or fields.</source>
            <translation>上述变换的例外，例如 Cu=log, K=none；元素用其波段或字段的名称表示。</translation>
        </message>
        <message>
            <location filename="../algorithms/parameters.py"></location>
            <source>Levels of the Gaussian pyramid; 0 takes the level whose pixel comes nearest the coarse cell (3 for points).</source>
            <translation>高斯金字塔的层数；0 表示取像元大小最接近粗单元的一层（对于点为 3）。</translation>
        </message>
        <message>
            <location filename="../algorithms/parameters.py"></location>
            <source>Side of the square over which the features high_frequency are averaged, an odd number; 1 = no filter.</source>
            <translation>对 high_frequency 特征取平均的方形窗口边长，为奇数；1 = 不滤波。</translation>
        </message>
        <message>
            <location filename="../algorithms/parameters.py"></location>
            <source>Mean filter (pixels)</source>
            <translation>均值滤波窗口（像元）</translation>
        </message>
        <message>
            <location filename="../algorithms/parameters.py"></location>
            <source>Add the first derivative along the spectrum to the features high_frequency.</source>
            <translation>在 high_frequency 特征中加入沿光谱方向的一阶导数。</translation>
        </message>
        <message>
            <location filename="../algorithms/parameters.py"></location>
            <source>Use the spectral derivative</source>
            <translation>使用光谱导数</translation>
        </message>
        <message>
            <location filename="../algorithms/parameters.py"></location>
            <source>Centre wavelengths, one for each band of all images, separated by commas, in micrometres or with a unit (560 nm); leave an entry empty for a band that is not spectral (elevation). Empty: from the images' metadata, else per band step.</source>
            <translation>中心波长，所有影像的每个波段一个，以逗号分隔，单位为微米，也可写明单位（560 nm）；非光谱波段（如高程）的一项留空。全部留空：取自影像的元数据，否则按波段步长。</translation>
        </message>
        <message>
            <location filename="../algorithms/parameters.py"></location>
            <source>Alteration indices</source>
            <translation>蚀变指数</translation>
        </message>
        <message>
            <location filename="../algorithms/parameters.py"></location>
            <source>Band ratios that bring out iron oxides, clays, carbonates and other alteration minerals, added to the features for ASTER, Landsat 8 and 9 or Sentinel-2 images. Bands are found by their wavelength, else by names like B2, ASTER_B3N or landsat8_b4; indices whose bands are missing are left out.</source>
            <translation>突出铁氧化物、黏土、碳酸盐及其他蚀变矿物的波段比值，加入 ASTER、Landsat 8 和 9 或 Sentinel-2 影像的特征。波段先按波长查找，否则按 B2、ASTER_B3N 或 landsat8_b4 之类的名称查找；缺少波段的指数不使用。</translation>
        </message>
        <message>
            <location filename="../algorithms/parameters.py"></location>
            <source>Bands of the images, by name or number (counted over all images), separated by commas. Empty: all but masks, quality flags and transparency, which are no measurements.</source>
            <translation>影像的波段，用名称或序号（对所有影像连续编号），以逗号分隔。留空：除掩膜、质量标记和透明度（它们不是测量值）以外的所有波段。</translation>
        </message>
        <message>
            <location filename="../algorithms/parameters.py"></location>
            <source>Bands to use</source>
            <translation>使用的波段</translation>
        </message>
        <message>
            <location filename="../algorithms/parameters.py"></location>
            <source>Bands whose numbers are codes, such as those of a geological map, by name or number, separated by commas. Each code becomes a feature that is 1 where the band has it and else 0.</source>
            <translation>数值为编码的波段（如地质图），用名称或序号，以逗号分隔。每个编码成为一个特征：波段等于该编码处为 1，其余为 0。</translation>
        </message>
        <message>
            <location filename="../algorithms/parameters.py"></location>
            <source>Bands of classes</source>
            <translation>类别波段</translation>
        </message>
        <message>
            <location filename="../algorithms/parameters.py"></location>
            <source>What turns the numbers of the images into reflectance. auto: by the product, as Landsat Collection 2 and Sentinel-2 are delivered, where a file does not declare scale and offset itself. none: as they are. Or scale and offset, such as 0.0000275,-0.2.</source>
            <translation>影像数值如何换算为反射率。auto：按产品换算（Landsat Collection 2 和 Sentinel-2 的交付形式），文件自身声明了缩放和偏移时除外。none：保持原值。也可给出缩放和偏移，如 0.0000275,-0.2。</translation>
        </message>
        <message>
            <location filename="../algorithms/parameters.py"></location>
            <source>Scaling of the numbers</source>
            <translation>数值的缩放</translation>
        </message>
        <message>
            <location filename="../algorithms/parameters.py"></location>
            <source>One mean derivative instead of one per band pair</source>
            <translation>用一个平均导数代替各波段对的导数</translation>
        </message>
        <message>
            <location filename="../algorithms/parameters.py"></location>
            <source>Average the derivatives of all band pairs into a single feature, as x10 in the paper of 2023.</source>
            <translation>将所有波段对的导数平均为一个特征，即 2023 年论文中的 x10。</translation>
        </message>
        <message>
            <location filename="../algorithms/parameters.py"></location>
            <source>How many parts the blocks of ground are dealt to; each is held out once.</source>
            <translation>将各地块分成的份数（折数）；每一折留出一次。</translation>
        </message>
        <message>
            <location filename="../algorithms/parameters.py"></location>
            <location filename="../algorithms/trainsuperresolution.py"></location>
            <source>Cross-validation folds</source>
            <translation>交叉验证折数</translation>
        </message>
        <message>
            <location filename="../algorithms/parameters.py"></location>
            <location filename="../algorithms/trainsuperresolution.py"></location>
            <source>Block size (0 = automatic)</source>
            <translation>块大小（0 = 自动）</translation>
        </message>
        <message>
            <location filename="../algorithms/parameters.py"></location>
            <source>Side of the square blocks that are held out together, in units of the coarse map's CRS. 0: the range of the variogram, but no more than leaves four blocks a fold.</source>
            <translation>整体留出的方形块的边长，单位为粗分辨率图坐标参考系的单位。0：取变异函数的变程，但须保证每折至少有四个块。</translation>
        </message>
        <message>
            <location filename="../algorithms/parameters.py"></location>
            <source>Start of the random numbers; the same seed gives the same model with the same versions and number of threads.</source>
            <translation>随机数的起点；版本和线程数相同时，相同的种子得到相同的模型。</translation>
        </message>
        <message>
            <location filename="../algorithms/parameters.py"></location>
            <source>How many times coarser the additional samples are, separated by commas: the image is averaged by so many pixels and the coarse map by as many cells. 1: only the image's own resolution. Points have no other.</source>
            <translation>附加样本变粗的倍数，用英文逗号分隔：影像按这么多像元取平均，粗分辨率图按同样多的单元取平均。1：仅用影像本身的分辨率。点只有这一种。</translation>
        </message>
        <message>
            <location filename="../algorithms/parameters.py"></location>
            <source>Resolutions to mix</source>
            <translation>混合的分辨率</translation>
        </message>
        <message>
            <location filename="../algorithms/parameters.py"></location>
            <source>Side of the square around a pixel that the network sees, an odd number.</source>
            <translation>网络所见像元周围方形窗口的边长，为奇数。</translation>
        </message>
        <message>
            <location filename="../algorithms/parameters.py"></location>
            <source>Patch (pixels)</source>
            <translation>影像块（像元）</translation>
        </message>
        <message>
            <location filename="../algorithms/parameters.py"></location>
            <source>How long a network learns at most, in epochs of as many samples as it has cells; it stops where it has not improved for {patience} epochs on ground held out, and keeps its best.</source>
            <translation>网络最多学习的轮数，每轮的样本数与单元数相同；若在留出区域上连续 {patience} 轮没有改进则停止，并保留最好的结果。</translation>
        </message>
        <message>
            <location filename="../algorithms/parameters.py"></location>
            <source>Most epochs</source>
            <translation>最多训练轮数</translation>
        </message>
        <message>
            <location filename="../algorithms/parameters.py"></location>
            <source>A model of this algorithm whose convolutions to start from, trained on the same bands and features for other elements or other ground (transfer learning).</source>
            <translation>本算法训练的模型，从其卷积层开始训练；该模型须用相同的波段和特征训练，元素或区域可以不同（迁移学习）。</translation>
        </message>
        <message>
            <location filename="../algorithms/parameters.py"></location>
            <source>Base model</source>
            <translation>基础模型</translation>
        </message>
        <message>
            <location filename="../algorithms/parameters.py"></location>
            <source>With a base model: for so many epochs only the last layers learn, then all at a tenth of the rate.</source>
            <translation>使用基础模型时：先在这么多轮内只训练最后几层，然后以十分之一的学习率训练全部层。</translation>
        </message>
        <message>
            <location filename="../algorithms/parameters.py"></location>
            <source>Epochs with frozen convolutions</source>
            <translation>冻结卷积层的轮数</translation>
        </message>
        <message>
            <location filename="../algorithms/parameters.py"></location>
            <source>Size of the network: so many channels after the first convolution, twice as many after the others. With a base model its size is taken.</source>
            <translation>网络的规模：第一个卷积后的通道数，其余卷积后为其两倍。使用基础模型时采用其规模。</translation>
        </message>
        <message>
            <location filename="../algorithms/parameters.py"></location>
            <source>Channels of the first layer</source>
            <translation>第一层的通道数</translation>
        </message>
        <message>
            <location filename="../algorithms/parameters.py"></location>
            <source>Train more networks and report whether the coarser samples helped; with BASE_MODEL instead, transfer against training from scratch at 10, 25, 50 and 100 % of the cells. Takes two to eight times as long.</source>
            <translation>训练更多网络，并报告较粗的样本是否有帮助；给出 BASE_MODEL 时，则在 10、25、50 和 100 % 的单元上比较迁移学习与从头训练。耗时为原来的二到八倍。</translation>
        </message>
        <message>
            <location filename="../algorithms/parameters.py"></location>
            <source>Compare ways of training</source>
            <translation>比较训练方式</translation>
        </message>
        <message>
            <location filename="../algorithms/parameters.py"></location>
            <source>Cancelling during training then ends it early and writes the best model so far, instead of nothing.</source>
            <translation>选中后，训练中取消会提前结束训练并写出目前最好的模型，而不是什么都不写。</translation>
        </message>
        <message>
            <location filename="../algorithms/parameters.py"></location>
            <source>Keep what was learned when cancelled</source>
            <translation>取消时保留已学到的模型</translation>
        </message>
        <message>
            <location filename="../algorithms/parameters.py"></location>
            <source>Device</source>
            <translation>设备</translation>
        </message>
        <message>
            <location filename="../algorithms/parameters.py"></location>
            <source>Where to train. auto: a CUDA device where PyTorch finds one, else the processor.</source>
            <translation>在何处训练。auto：PyTorch 找到 CUDA 设备时使用该设备，否则使用处理器。</translation>
        </message>
        <message>
            <location filename="../algorithms/parameters.py"></location>
            <source>Geochem Fusion model</source>
            <translation>Geochem Fusion 模型</translation>
        </message>
        <message>
            <location filename="../algorithms/parameters.py"></location>
            <source>Model file for 'Apply fusion model': plain numbers, readable by any version of scikit-learn or without it.</source>
            <translation>供“应用融合模型”使用的模型文件：内容为纯数值，任何版本的 scikit-learn 均可使用，没有它也能读取。</translation>
        </message>
        <message>
            <location filename="../algorithms/parameters.py"></location>
            <source>HTML files</source>
            <translation>HTML 文件</translation>
        </message>
        <message>
            <location filename="../algorithms/parameters.py"></location>
            <source>Report</source>
            <translation>报告</translation>
        </message>
        <message>
            <location filename="../algorithms/parameters.py"></location>
            <source>JSON files</source>
            <translation>JSON 文件</translation>
        </message>
        <message>
            <location filename="../algorithms/parameters.py"></location>
            <source>Measures as JSON</source>
            <translation>JSON 格式的指标</translation>
        </message>
        <message>
            <location filename="../algorithms/parameters.py"></location>
            <source>Keep in the model file where images and coarse map lie, so that 'Apply' needs no more than the model. Turn it off before you pass the model on, if names of folders should not go with it.</source>
            <translation>在模型文件中保存影像和粗分辨率图的位置，这样“应用”只需要模型即可。若要把模型交给他人而不想带上文件夹名称，请关闭此项。</translation>
        </message>
        <message>
            <location filename="../algorithms/parameters.py"></location>
            <source>Remember where the rasters lie</source>
            <translation>记住栅格的位置</translation>
        </message>
        <message>
            <location filename="../algorithms/parameters.py"></location>
            <location filename="../models/fuse_and_evaluate.model3"></location>
            <location filename="../models/grid_and_fuse.model3"></location>
            <location filename="../models/laboratory_table_to_classes.model3"></location>
            <source>Scores, predicted against observed, what was tried and what was left out, as one HTML file.</source>
            <translation>得分、预测值与观测值对比、试验过的设置以及未使用的数据，合为一个 HTML 文件。</translation>
        </message>
        <message>
            <location filename="../algorithms/parameters.py"></location>
            <source>Training table</source>
            <translation>训练表</translation>
        </message>
        <message>
            <location filename="../algorithms/parameters.py"></location>
            <source>Training rows with features, folds and out-of-fold predictions.</source>
            <translation>训练样本行，包括特征、所属的折和折外预测值。</translation>
        </message>
        <message>
            <location filename="../algorithms/practicescene.py"></location>
            <source>Number of samples of the regional survey</source>
            <translation>区域调查的样品数</translation>
        </message>
        <message>
            <location filename="../algorithms/practicescene.py"></location>
            <source>Make practice scene</source>
            <translation>生成练习场景</translation>
        </message>
        <message>
            <location filename="../algorithms/practicescene.py"></location>
            <source>Makes a synthetic image, a coarse copper map, the table of its samples and a finer survey.</source>
            <translation>生成合成影像、粗分辨率铜图、其样品表以及一个更精细的调查。</translation>
        </message>
        <message>
            <location filename="../algorithms/practicescene.py"></location>
            <source>tutorial,example,sample,synthetic,practice,demo,test data</source>
            <translation>教程,示例,样例,合成,练习,演示,测试数据</translation>
        </message>
        <message>
            <location filename="../algorithms/practicescene.py"></location>
            <source>Makes the files of the tutorial: an image of nine ASTER-like bands at 15 m, copper as means of four samples on a grid of 2 km, these samples as the table of a laboratory, an independent survey of a part on a grid of 0.5 km, and, if asked, the true copper at every pixel.

Everything is synthetic and lies nowhere: copper follows mafic rock and alteration, which the image sees, and a trend and scatter that it does not see. The same seed gives the same scene.</source>
            <translation>生成教程所用的文件：15 米分辨率、类似 ASTER 的九波段影像；2 公里网格上四个样品均值的铜图；这些样品组成的实验室表格；部分区域 0.5 公里网格的独立调查；需要时还有每个像元的真实铜含量。

一切均为合成，并不对应任何真实地点：铜受影像可见的基性岩和蚀变控制，也受影像不可见的趋势和离散控制。相同的种子生成相同的场景。</translation>
        </message>
        <message>
            <location filename="../algorithms/practicescene.py"></location>
            <source>Size of the image: 1200 pixels are 18 km, and 81 coarse cells.</source>
            <translation>影像大小：1200 像元为 18 公里，即 81 个粗分辨率单元。</translation>
        </message>
        <message>
            <location filename="../algorithms/practicescene.py"></location>
            <source>Pixels along a side</source>
            <translation>边长（像元）</translation>
        </message>
        <message>
            <location filename="../algorithms/practicescene.py"></location>
            <source>Another number makes another ground.</source>
            <translation>换一个数字就生成另一片区域。</translation>
        </message>
        <message>
            <location filename="../algorithms/practicescene.py"></location>
            <source>Practice image</source>
            <translation>练习影像</translation>
        </message>
        <message>
            <location filename="../algorithms/practicescene.py"></location>
            <source>GeoTIFF of nine bands with their wavelengths.</source>
            <translation>含波长的九波段 GeoTIFF。</translation>
        </message>
        <message>
            <location filename="../algorithms/practicescene.py"></location>
            <source>Practice coarse map</source>
            <translation>练习粗分辨率图</translation>
        </message>
        <message>
            <location filename="../algorithms/practicescene.py"></location>
            <source>GeoTIFF of copper in ppm, cells of 2 km.</source>
            <translation>铜含量（ppm）的 GeoTIFF，单元 2 公里。</translation>
        </message>
        <message>
            <location filename="../algorithms/practicescene.py"></location>
            <source>Practice validation grid</source>
            <translation>练习验证格网</translation>
        </message>
        <message>
            <location filename="../algorithms/practicescene.py"></location>
            <source>GeoTIFF of copper in ppm, cells of 0.5 km over a part; for 'Evaluate against validation grid'.</source>
            <translation>部分区域铜含量（ppm）的 GeoTIFF，单元 0.5 公里；供“用验证格网评价”使用。</translation>
        </message>
        <message>
            <location filename="../algorithms/practicescene.py"></location>
            <source>True copper</source>
            <translation>真实铜含量</translation>
        </message>
        <message>
            <location filename="../algorithms/practicescene.py"></location>
            <source>GeoTIFF of copper in ppm at every pixel, which nobody has of real ground.</source>
            <translation>每个像元铜含量（ppm）的 GeoTIFF，真实地区无人拥有。</translation>
        </message>
        <message>
            <location filename="../algorithms/practicescene.py"></location>
            <source>The samples behind the coarse map as CSV, with eastings and northings in EPSG:32645 and a limit of detection; for 'Read laboratory table'.</source>
            <translation>粗分辨率图背后的样品（CSV），坐标为 EPSG:32645 的东距和北距，含检出限；供“读取实验室表格”使用。</translation>
        </message>
        <message>
            <location filename="../algorithms/practicescene.py"></location>
            <location filename="../core/laboratory/reading_report.py"></location>
            <source>Laboratory table</source>
            <translation>实验室表格</translation>
        </message>
        <message>
            <location filename="../algorithms/print_layout.py"></location>
            <source>TEMPLATE {path} is no template of a print layout: save one as .qpt in a layout of QGIS.</source>
            <translation>TEMPLATE {path} 不是打印布局模板：请在 QGIS 的布局窗口中另存为 .qpt。</translation>
        </message>
        <message>
            <location filename="../algorithms/print_layout.py"></location>
            <source>TEMPLATE {path} has no map whose item id is 'map': give the map that id.</source>
            <translation>TEMPLATE {path} 中没有项目 ID 为 'map' 的地图：请为地图设置该 ID。</translation>
        </message>
        <message>
            <location filename="../algorithms/print_layout.py"></location>
            <source>Cannot write {path}: the layout cannot be printed.</source>
            <translation>无法写入 {path}：布局无法打印。</translation>
        </message>
        <message>
            <location filename="../algorithms/prospectivity.py"></location>
            <source>AUC of the score over cells, against the deposits</source>
            <translation>得分相对于矿床在单元上的 AUC</translation>
        </message>
        <message>
            <location filename="../algorithms/prospectivity.py"></location>
            <source>Share of the deposits in the best 10 % of the area</source>
            <translation>得分最高的 10 % 面积内矿床所占比例</translation>
        </message>
        <message>
            <location filename="../algorithms/prospectivity.py"></location>
            <source>Number of cells</source>
            <translation>单元数</translation>
        </message>
        <message>
            <location filename="../algorithms/prospectivity.py"></location>
            <source>Number of targets</source>
            <translation>靶区数</translation>
        </message>
        <message>
            <location filename="../algorithms/prospectivity.py"></location>
            <location filename="../core/model_file.py"></location>
            <location filename="../models/map_and_evaluate_prospectivity.model3"></location>
            <source>Map mineral prospectivity (unsupervised)</source>
            <translation>矿产远景制图（无监督）</translation>
        </message>
        <message>
            <location filename="../algorithms/prospectivity.py"></location>
            <source>Ranks ground by how unusual its geochemistry is beside all other layers, without known deposits.</source>
            <translation>按地球化学在所有其他图层旁的异常程度对地面排序，无需已知矿床。</translation>
        </message>
        <message>
            <location filename="../algorithms/prospectivity.py"></location>
            <source>mineral potential,prospectivity,target,unsupervised,anomaly,masked autoencoder,vision transformer,deep learning,geophysics,multi-source,exploration</source>
            <translation>矿产潜力,远景,靶区,无监督,异常,掩码自编码器,视觉 Transformer,深度学习,地球物理,多源,勘查</translation>
        </message>
        <message>
            <location filename="../algorithms/prospectivity.py"></location>
            <source>Learns from layers of several sources (geochemistry, geophysics, images, geology) what is usual in the region, and maps what is not: geochemistry above its surroundings and above what the other layers lead one to expect. No deposit is needed; known ones only judge the map.

The score joins simple scores, each as ranks, with those of a masked vision Transformer. All simple scores stand beside it in the report: the local residual, distance to the nearest neighbours, principal components, an isolation forest and the best single layer. On maps that were tried the network added nothing that could be told from chance; the report says what it adds to this one.

Training the network needs PyTorch; without it the score is made without a network, and the log says so. A high score is a place to look at, not a deposit.</source>
            <translation>从多个来源的图层（地球化学、地球物理、影像、地质）学习区内的常态，并标出非常态之处：地球化学高于其周围，并高于其他图层所预期的水平。不需要矿床；已知矿床只用于评判。

得分综合多个简单得分（均取秩）和掩码视觉 Transformer 的得分。报告中并列所有简单得分：局部残差、最近邻距离、主成分、孤立森林和最佳单一图层。在试验过的图上，网络没有带来可与偶然相区别的增益；报告会说明它在本图上的增益。

训练网络需要 PyTorch；没有时得分不含网络，并在日志中说明。高分只是值得查看的地方，而不是矿床。</translation>
        </message>
        <message>
            <location filename="../algorithms/prospectivity.py"></location>
            <source>Rasters of any cell size; each file is a source, and the geochemistry of all files is one. Finer ones are averaged into the cells of the map. Bands with classes become shares of each class.</source>
            <translation>任意单元大小的栅格；每个文件是一个来源，所有文件中的地球化学合为一个来源。较细的栅格在单元内取平均。分类波段变为各类所占比例。</translation>
        </message>
        <message>
            <location filename="../algorithms/prospectivity.py"></location>
            <location filename="../core/prospectivity/prospectivity_report.py"></location>
            <location filename="../models/map_and_evaluate_prospectivity.model3"></location>
            <source>Layers</source>
            <translation>图层</translation>
        </message>
        <message>
            <location filename="../algorithms/prospectivity.py"></location>
            <source>Names of the bands that are contents of elements, separated by commas. Empty: those that are named as elements or oxides or have a chemical unit, such as Cu, Li_ppm or K2O_pct.</source>
            <translation>元素含量波段的名称，以逗号分隔。留空：名称为元素或氧化物、或带化学单位的波段，例如 Cu、Li_ppm 或 K2O_pct。</translation>
        </message>
        <message>
            <location filename="../algorithms/prospectivity.py"></location>
            <source>Geochemical bands</source>
            <translation>地球化学波段</translation>
        </message>
        <message>
            <location filename="../algorithms/prospectivity.py"></location>
            <source>Names of bands whose numbers are codes of classes, separated by commas. Those with a table of colours or categories are known without.</source>
            <translation>数值为类别代码的波段名称，以逗号分隔。带颜色表或类别表的波段无需给出。</translation>
        </message>
        <message>
            <location filename="../algorithms/prospectivity.py"></location>
            <source>Bands with classes</source>
            <translation>分类波段</translation>
        </message>
        <message>
            <location filename="../algorithms/prospectivity.py"></location>
            <source>Numbers that stand for no value in all RASTERS, separated by semicolons, such as -999;-8888. What files declare, or is set on a layer as additional no data values, is known without, and so are usual codes far from all other values.</source>
            <translation>在所有 RASTERS 中表示无值的数字，用分号隔开，如 -999;-8888。文件所声明的、或在图层上设为附加无数据值的，无需给出即可识别；远离所有其他值的常见代码亦然。</translation>
        </message>
        <message>
            <location filename="../algorithms/prospectivity.py"></location>
            <location filename="../algorithms/readtable.py"></location>
            <location filename="../algorithms/sample_values.py"></location>
            <source>Codes for missing values</source>
            <translation>缺失值代码</translation>
        </message>
        <message>
            <location filename="../algorithms/prospectivity.py"></location>
            <source>Points, lines or polygons near which deposits are likely, such as faults, contacts or intrusions. Ground close to them is favoured.</source>
            <translation>其附近可能有矿床的点、线或面，例如断层、接触带或侵入体。靠近它们的地面更有利。</translation>
        </message>
        <message>
            <location filename="../algorithms/prospectivity.py"></location>
            <source>Favourable features</source>
            <translation>有利要素</translation>
        </message>
        <message>
            <location filename="../algorithms/prospectivity.py"></location>
            <source>A number for each layer of FAVOURABLE, separated by commas: how much each counts. Empty: 1 for all.</source>
            <translation>FAVOURABLE 的每个图层一个数，以逗号分隔：各占多大权重。留空：均为 1。</translation>
        </message>
        <message>
            <location filename="../algorithms/prospectivity.py"></location>
            <source>Weights of the features</source>
            <translation>要素权重</translation>
        </message>
        <message>
            <location filename="../algorithms/prospectivity.py"></location>
            <source>A length in metres for each layer of FAVOURABLE, separated by commas: at this distance a feature counts for a third of what it does beside it. Empty: five cells for all.</source>
            <translation>FAVOURABLE 的每个图层一个以米为单位的长度，以逗号分隔：在此距离处，要素的作用为其旁边的三分之一。留空：均为五个单元。</translation>
        </message>
        <message>
            <location filename="../algorithms/prospectivity.py"></location>
            <source>Reach of the features (metres)</source>
            <translation>要素影响距离（米）</translation>
        </message>
        <message>
            <location filename="../algorithms/prospectivity.py"></location>
            <source>Cell size (0 = automatic)</source>
            <translation>单元大小（0 = 自动）</translation>
        </message>
        <message>
            <location filename="../algorithms/prospectivity.py"></location>
            <source>Side of the cells of the map, in units of the first raster. 0: that of the geochemistry.</source>
            <translation>图的单元边长，单位与第一个栅格相同。0：取地球化学的单元。</translation>
        </message>
        <message>
            <location filename="../algorithms/prospectivity.py"></location>
            <source>vit: simple scores joined with a masked vision Transformer. classical: the simple scores alone.</source>
            <translation>vit：简单得分与掩码视觉 Transformer 相结合。classical：仅简单得分。</translation>
        </message>
        <message>
            <location filename="../algorithms/prospectivity.py"></location>
            <source>Window of the network</source>
            <translation>网络的窗口</translation>
        </message>
        <message>
            <location filename="../algorithms/prospectivity.py"></location>
            <source>Cells along the side of what the network sees at a time.</source>
            <translation>网络一次所见范围的边长，以单元计。</translation>
        </message>
        <message>
            <location filename="../algorithms/prospectivity.py"></location>
            <source>Patch of the network</source>
            <translation>网络的图块</translation>
        </message>
        <message>
            <location filename="../algorithms/prospectivity.py"></location>
            <source>Cells along the side of what it takes as one.</source>
            <translation>网络作为一个图块的边长，以单元计。</translation>
        </message>
        <message>
            <location filename="../algorithms/prospectivity.py"></location>
            <source>Numbers that stand for a patch in the network.</source>
            <translation>网络中代表一个图块的数的个数。</translation>
        </message>
        <message>
            <location filename="../algorithms/prospectivity.py"></location>
            <source>Training steps</source>
            <translation>训练步数</translation>
        </message>
        <message>
            <location filename="../algorithms/prospectivity.py"></location>
            <source>How many batches of windows the network learns from.</source>
            <translation>网络学习的窗口批次数。</translation>
        </message>
        <message>
            <location filename="../algorithms/prospectivity.py"></location>
            <source>Share of patches hidden</source>
            <translation>隐藏图块的比例</translation>
        </message>
        <message>
            <location filename="../algorithms/prospectivity.py"></location>
            <source>How much of a window is hidden while the network learns to fill it in.</source>
            <translation>网络学习补全时，窗口中被隐藏的比例。</translation>
        </message>
        <message>
            <location filename="../algorithms/prospectivity.py"></location>
            <source>Train the network again without its fusion convolution, without its Transformer, and without each source, and report how each map ranks the deposits. Takes about seven times as long.</source>
            <translation>分别去掉融合卷积、Transformer 和每个来源重新训练网络，并报告各图对矿床的排序。耗时约七倍。</translation>
        </message>
        <message>
            <location filename="../algorithms/prospectivity.py"></location>
            <source>Compare with parts left out</source>
            <translation>与去掉部分的结果比较</translation>
        </message>
        <message>
            <location filename="../algorithms/prospectivity.py"></location>
            <source>Start of the random numbers; the same seed gives the same map with the same versions, at any number of threads.</source>
            <translation>随机数的起点；相同版本下，相同种子给出相同的图，与线程数无关。</translation>
        </message>
        <message>
            <location filename="../algorithms/prospectivity.py"></location>
            <source>Map these layers with a model of this algorithm, made of other ground with the same layers. Needs no PyTorch. METHOD and the settings of the network are then those of the model.</source>
            <translation>用本算法先前在其他地区以相同图层建立的模型为这些图层制图。不需要 PyTorch。此时 METHOD 和网络设置取自模型。</translation>
        </message>
        <message>
            <location filename="../algorithms/prospectivity.py"></location>
            <source>Points of known deposits. They judge the map and have no part in it.</source>
            <translation>已知矿床点。它们只评判此图，不参与制图。</translation>
        </message>
        <message>
            <location filename="../algorithms/prospectivity.py"></location>
            <source>Percentile from which cells are targets</source>
            <translation>作为靶区的单元的百分位</translation>
        </message>
        <message>
            <location filename="../algorithms/prospectivity.py"></location>
            <source>Connected cells at or above this percentile of the score are a target.</source>
            <translation>得分达到或超过此百分位的相连单元为一个靶区。</translation>
        </message>
        <message>
            <location filename="../algorithms/prospectivity.py"></location>
            <location filename="../models/map_and_evaluate_prospectivity.model3"></location>
            <source>Prospectivity</source>
            <translation>远景</translation>
        </message>
        <message>
            <location filename="../algorithms/prospectivity.py"></location>
            <location filename="../models/map_and_evaluate_prospectivity.model3"></location>
            <source>The score from 0 to 1, its percentile, and a band for each part of it.</source>
            <translation>得分（0 到 1）、其百分位，以及每个组成部分一个波段。</translation>
        </message>
        <message>
            <location filename="../algorithms/prospectivity.py"></location>
            <source>Anomaly</source>
            <translation>异常</translation>
        </message>
        <message>
            <location filename="../algorithms/prospectivity.py"></location>
            <source>How far the geochemistry lies above its surroundings and above what is expected.</source>
            <translation>地球化学高于其周围和高于预期的程度。</translation>
        </message>
        <message>
            <location filename="../algorithms/prospectivity.py"></location>
            <source>Favourability</source>
            <translation>有利度</translation>
        </message>
        <message>
            <location filename="../algorithms/prospectivity.py"></location>
            <source>How far the other layers, and what lies near FAVOURABLE, lead one to expect enriched ground.</source>
            <translation>其他图层以及靠近 FAVOURABLE 的程度使人预期富集的程度。</translation>
        </message>
        <message>
            <location filename="../algorithms/prospectivity.py"></location>
            <location filename="../models/map_and_evaluate_prospectivity.model3"></location>
            <source>Connected areas of high scores with their rank, area, highest and mean score, and the elements that lie furthest above what is usual in them.</source>
            <translation>高分相连区域，附排名、面积、最高与平均得分，以及其中高于常态最多的元素。</translation>
        </message>
        <message>
            <location filename="../algorithms/prospectivity.py"></location>
            <location filename="../core/prospectivity/prospectivity_report.py"></location>
            <location filename="../models/map_and_evaluate_prospectivity.model3"></location>
            <source>Targets</source>
            <translation>靶区</translation>
        </message>
        <message>
            <location filename="../algorithms/prospectivity.py"></location>
            <source>How much the network weighs each source, beside how much worse it fills in hidden values without it.</source>
            <translation>网络对各来源的权重，以及缺少该来源时隐藏值补全变差的程度。</translation>
        </message>
        <message>
            <location filename="../algorithms/prospectivity.py"></location>
            <source>Sources</source>
            <translation>来源</translation>
        </message>
        <message>
            <location filename="../algorithms/prospectivity.py"></location>
            <location filename="../models/map_and_evaluate_prospectivity.model3"></location>
            <source>Map, targets, all scores beside each other, what the network adds, curves.</source>
            <translation>地图、靶区、所有得分并列、网络的增益、曲线。</translation>
        </message>
        <message>
            <location filename="../algorithms/prospectivity.py"></location>
            <source>Model file, to map other ground with the same layers by MODEL_IN.</source>
            <translation>模型文件，用于通过 MODEL_IN 为其他地区的相同图层制图。</translation>
        </message>
        <message>
            <location filename="../algorithms/provider.py"></location>
            <source>Find and evaluate targets</source>
            <translation>圈定并评价靶区</translation>
        </message>
        <message>
            <location filename="../algorithms/provider.py"></location>
            <source>Fuse and evaluate</source>
            <translation>融合并评价</translation>
        </message>
        <message>
            <location filename="../algorithms/provider.py"></location>
            <source>Grid samples and fuse</source>
            <translation>样品格网化并融合</translation>
        </message>
        <message>
            <location filename="../algorithms/provider.py"></location>
            <source>Map and evaluate prospectivity</source>
            <translation>制作并评价远景图</translation>
        </message>
        <message>
            <location filename="../algorithms/provider.py"></location>
            <source>Sharpen and evaluate</source>
            <translation>锐化并评价</translation>
        </message>
        <message>
            <location filename="../algorithms/provider.py"></location>
            <source>Laboratory table to classes</source>
            <translation>从实验室表格到分级</translation>
        </message>
        <message>
            <location filename="../algorithms/provider.py"></location>
            <source>Geochem Fusion: coarse geochemistry sharpened by satellite images</source>
            <translation>Geochem Fusion：用卫星影像提高地球化学数据的分辨率</translation>
        </message>
        <message>
            <location filename="../algorithms/provider.py"></location>
            <source>All steps at once</source>
            <translation>一次完成全部步骤</translation>
        </message>
        <message>
            <location filename="../algorithms/readtable.py"></location>
            <source>Number of elements and oxides</source>
            <translation>元素和氧化物的数目</translation>
        </message>
        <message>
            <location filename="../algorithms/readtable.py"></location>
            <location filename="../models/laboratory_table_to_classes.model3"></location>
            <source>Read laboratory table</source>
            <translation>读取实验室表格</translation>
        </message>
        <message>
            <location filename="../algorithms/readtable.py"></location>
            <source>Makes a point layer of the table of a laboratory: CSV, XLSX, ODS or DBF as it comes.</source>
            <translation>由实验室表格（CSV、XLSX、ODS 或 DBF 原样）生成点图层。</translation>
        </message>
        <message>
            <location filename="../algorithms/readtable.py"></location>
            <source>table,csv,excel,xlsx,ods,dbf,laboratory,assay,detection limit,import,points,coordinates,spreadsheet,samples</source>
            <translation>表格,csv,excel,xlsx,ods,dbf,实验室,分析,检出限,导入,点,坐标,电子表格,样品</translation>
        </message>
        <message>
            <location filename="../algorithms/readtable.py"></location>
            <source>Reads a table of samples and makes a point layer of it for 'Grid geochemical samples', 'Train fusion model' and 'Identify geochemical anomalies'. Encoding, delimiter, decimal sign, the rows of names, units, methods and limits of detection and the columns of coordinates are found, and the log says what was found.

Fields of elements are called by symbol and unit, such as Cu_ppm. Values below or above a limit stay limits, with their sign, so that later steps can be told what to do with them; codes and words for missing become NULL. What could not be read is listed in the report with its row.

Rows without coordinates, such as blanks and standards, are left out. Nothing is averaged.</source>
            <translation>读取样品表格并生成点图层，供“地球化学样品格网化”、“训练融合模型”和“识别地球化学异常”使用。编码、分隔符、小数符号，名称行、单位行、方法行和检出限行，以及坐标列均自动识别，并在日志中说明。

元素字段以符号和单位命名，例如 Cu_ppm。低于或高于检出限的值连同符号保留为界限值，后续步骤可指定如何处理；表示缺失的代码和词变为 NULL。不能读取的内容连同行号列在报告中。

没有坐标的行（例如空白样和标准样）被略去。不做平均。</translation>
        </message>
        <message>
            <location filename="../algorithms/readtable.py"></location>
            <source>The file of the laboratory: text (CSV and others), XLSX, ODS, XLS or DBF.</source>
            <translation>实验室的文件：文本（CSV 等）、XLSX、ODS、XLS 或 DBF。</translation>
        </message>
        <message>
            <location filename="../algorithms/readtable.py"></location>
            <source>Tables</source>
            <translation>表格</translation>
        </message>
        <message>
            <location filename="../algorithms/readtable.py"></location>
            <source>All files</source>
            <translation>所有文件</translation>
        </message>
        <message>
            <location filename="../algorithms/readtable.py"></location>
            <source>Coordinate reference system of the coordinates in the table. Empty: WGS 84, where they are degrees; other coordinates need it.</source>
            <translation>表格中坐标的坐标参考系。留空：坐标为度时取 WGS 84；其他坐标必须给出。</translation>
        </message>
        <message>
            <location filename="../algorithms/readtable.py"></location>
            <source>CRS of the coordinates</source>
            <translation>坐标的参考系</translation>
        </message>
        <message>
            <location filename="../algorithms/readtable.py"></location>
            <source>Empty: found by its name, in several languages and spellings.</source>
            <translation>留空：按名称识别，支持多种语言和写法。</translation>
        </message>
        <message>
            <location filename="../algorithms/readtable.py"></location>
            <source>Column of X, easting or longitude</source>
            <translation>X、东坐标或经度列</translation>
        </message>
        <message>
            <location filename="../algorithms/readtable.py"></location>
            <source>Column of Y, northing or latitude</source>
            <translation>Y、北坐标或纬度列</translation>
        </message>
        <message>
            <location filename="../algorithms/readtable.py"></location>
            <source>Points with a field for each column that is not empty.</source>
            <translation>点图层，每个非空列一个字段。</translation>
        </message>
        <message>
            <location filename="../algorithms/readtable.py"></location>
            <location filename="../models/laboratory_table_to_classes.model3"></location>
            <source>What was understood of each column, what was not, and where the samples lie.</source>
            <translation>每列读懂了什么、没读懂什么，以及样品的位置。</translation>
        </message>
        <message>
            <location filename="../algorithms/readtable.py"></location>
            <source>Sheet of a spreadsheet. Empty: the one with the most cells.</source>
            <translation>电子表格的工作表。留空：单元格最多的一个。</translation>
        </message>
        <message>
            <location filename="../algorithms/readtable.py"></location>
            <source>Sheet</source>
            <translation>工作表</translation>
        </message>
        <message>
            <location filename="../algorithms/readtable.py"></location>
            <source>Number of the row in the file that holds the names of the columns.</source>
            <translation>文件中列名所在的行号。</translation>
        </message>
        <message>
            <location filename="../algorithms/readtable.py"></location>
            <source>Row of the names (0 = found)</source>
            <translation>名称行（0 = 自动识别）</translation>
        </message>
        <message>
            <location filename="../algorithms/readtable.py"></location>
            <source>Encoding of a text file, such as utf-8 or cp1252. Empty: found.</source>
            <translation>文本文件的编码，例如 utf-8 或 cp1252。留空：自动识别。</translation>
        </message>
        <message>
            <location filename="../algorithms/readtable.py"></location>
            <source>Encoding</source>
            <translation>编码</translation>
        </message>
        <message>
            <location filename="../algorithms/readtable.py"></location>
            <source>Values below and above limits</source>
            <translation>低于和高于检出限的值</translation>
        </message>
        <message>
            <location filename="../algorithms/readtable.py"></location>
            <source>text: fields with limits are text, such as &lt;0.5 and &gt;1000, which all steps of this plugin read. flag: they are numbers, the limit itself where it is one, and a field NAME_limit says -1 for below, 1 for above, 0 for measured.</source>
            <translation>text：含界限值的字段为文本，例如 &lt;0.5 和 &gt;1000，本插件各步骤都能读取。flag：字段为数字，界限处取界限本身，另有字段 NAME_limit，-1 表示低于、1 表示高于、0 表示实测。</translation>
        </message>
        <message>
            <location filename="../algorithms/readtable.py"></location>
            <source>A content -x means 'less than x', where x is no larger than the median of the contents above 0.</source>
            <translation>含量 -x 表示“小于 x”，条件是 x 不大于大于 0 的含量的中位数。</translation>
        </message>
        <message>
            <location filename="../algorithms/readtable.py"></location>
            <source>A negative content is minus the limit</source>
            <translation>负含量为检出限的相反数</translation>
        </message>
        <message>
            <location filename="../algorithms/readtable.py"></location>
            <source>Further numbers or words that stand for a missing content, separated by semicolons, such as -1;n.d. Known codes such as -999 are found without. The word none: no code is looked for.</source>
            <translation>表示含量缺失的其他数字或词，以分号分隔，例如 -1;n.d.。-999 等已知代码自动识别。写 none 则不查找代码。</translation>
        </message>
        <message>
            <location filename="../algorithms/readtable.py"></location>
            <source>CRS '{crs}' is not understood: choose another CRS.</source>
            <translation>无法理解坐标参考系“{crs}”：请选择其他坐标参考系。</translation>
        </message>
        <message>
            <location filename="../algorithms/sample_values.py"></location>
            <source>Values below detection</source>
            <translation>低于检出限的值</translation>
        </message>
        <message>
            <location filename="../algorithms/sample_values.py"></location>
            <source>What stands for a value below its detection limit. half: limit / 2. sqrt2: limit / square root of 2. drop: left out, which makes means too high.</source>
            <translation>用什么代替低于检出限的值。half：检出限除以 2。sqrt2：检出限除以根号 2。drop：剔除，这会使均值偏高。</translation>
        </message>
        <message>
            <location filename="../algorithms/sample_values.py"></location>
            <source>A negative value is minus the limit</source>
            <translation>负值表示负的检出限</translation>
        </message>
        <message>
            <location filename="../algorithms/sample_values.py"></location>
            <source>A value -x means 'less than x', as laboratories write it, where x is no larger than the median of the values above 0; beyond it the value is left out. -9999 and codes such as -999 are missing all the same. Turn off where values may truly be negative, such as isotope ratios; many different ones are kept anyway.</source>
            <translation>值 -x 表示“小于 x”（实验室的写法），前提是 x 不大于大于 0 的值的中位数；超过中位数的负值不参与计算。-9999 以及 -999 之类的代码总视为缺失。若值确实可以为负（如同位素比值），请关闭；大小各异的大量负值总会保留。</translation>
        </message>
        <message>
            <location filename="../algorithms/sample_values.py"></location>
            <source>Values above the upper limit</source>
            <translation>高于上限的值</translation>
        </message>
        <message>
            <location filename="../algorithms/sample_values.py"></location>
            <source>What stands for a value that a laboratory could not measure because it was too high (a 'greater than' sign before the limit). limit: the limit itself. half_more: one and a half times the limit. drop: left out, which removes the richest samples.</source>
            <translation>用什么代替因过高而实验室无法测定的值（上限前有大于号）。limit：上限本身。half_more：上限的 1.5 倍。drop：剔除，这会去掉最富的样品。</translation>
        </message>
        <message>
            <location filename="../algorithms/sample_values.py"></location>
            <source>Further numbers or words that stand for a missing value, separated by semicolons, such as -999;-8888 or 0 (what MapInfo writes for NULL). Known codes are found without: -9999, -99, -999, -8888, -32768, 1e31, 1.70141e38, 9999 far above all else. The word none among them: nothing is judged, only what is named (and NULL, -9999 and numbers of 1e20 and more) is missing.</source>
            <translation>另外表示缺失值的数字或词，用分号隔开，如 -999;-8888 或 0（MapInfo 对 NULL 的写法）。常见代码无需列出即可识别：-9999、-99、-999、-8888、-32768、1e31、1.70141e38，以及远高于其他值的 9999。若其中有 none：不作任何判断，只有列出的值（以及 NULL、-9999 和 1e20 以上的数）视为缺失。</translation>
        </message>
        <message>
            <location filename="../algorithms/sample_values.py"></location>
            <source>{name}: {layer} is a table without geometry: use 'Read laboratory table' first, which makes a point layer of it, and choose that.</source>
            <translation>{name}：{layer} 是没有几何的表格：请先用“读取实验室表格”生成点图层，再选择该图层。</translation>
        </message>
        <message>
            <location filename="../algorithms/sample_values.py"></location>
            <source>{name}: the field '{field}' of {layer} is of the type {type}, as GeoJSON gives one with numbers and texts, and QGIS reads no value of it: convert the layer with 'Convert format' of GDAL to a .fgb or .shp file, where it is text, and choose that.</source>
            <translation>{name}：{layer} 的字段“{field}”类型为 {type}（GeoJSON 中数字与文本混合的字段即为此类型），QGIS 读不到其中的值：请用 GDAL 的“Convert format”（转换格式）将该图层转换为 .fgb 或 .shp 文件（其中为文本），再选择它。</translation>
        </message>
        <message>
            <location filename="../algorithms/styling.py"></location>
            <source>No style was written beside {path}: {message}</source>
            <translation>未能在 {path} 旁写出样式文件：{message}</translation>
        </message>
        <message>
            <location filename="../algorithms/superresolution_inputs.py"></location>
            <source>Raster of the whole area, one element a band: cell means, or a value for each cell.</source>
            <translation>整个区域的栅格，每个波段一个元素：像元均值，或每个像元一个值。</translation>
        </message>
        <message>
            <location filename="../algorithms/superresolution_inputs.py"></location>
            <source>Bands of the coarse map that are elements; none chosen means all.</source>
            <translation>粗分辨率图中作为元素的波段；不选表示全部。</translation>
        </message>
        <message>
            <location filename="../algorithms/superresolution_inputs.py"></location>
            <source>Points that the coarse map was made of, where they are known: their kriging joins the interpolations.</source>
            <translation>制作粗分辨率图所用的点（若已知）：其克里金结果加入插值之列。</translation>
        </message>
        <message>
            <location filename="../algorithms/superresolution_inputs.py"></location>
            <source>Samples behind the coarse map</source>
            <translation>粗分辨率图背后的样品</translation>
        </message>
        <message>
            <location filename="../algorithms/superresolution_inputs.py"></location>
            <source>Elements of the samples (fields)</source>
            <translation>样品的元素（字段）</translation>
        </message>
        <message>
            <location filename="../algorithms/superresolution_inputs.py"></location>
            <source>Fields of SAMPLES, named as the elements of the coarse map.</source>
            <translation>SAMPLES 的字段，名称与粗分辨率图的元素相同。</translation>
        </message>
        <message>
            <location filename="../algorithms/superresolution_inputs.py"></location>
            <source>Elevation of the whole area. Slope and the sine and cosine of aspect are derived from it on its own grid.</source>
            <translation>整个区域的高程。坡度以及坡向的正弦和余弦在其自身格网上导出。</translation>
        </message>
        <message>
            <location filename="../algorithms/superresolution_inputs.py"></location>
            <location filename="../models/sharpen_and_evaluate.model3"></location>
            <source>Elevation</source>
            <translation>高程</translation>
        </message>
        <message>
            <location filename="../algorithms/superresolution_inputs.py"></location>
            <source>Further covariates of the whole area, such as satellite bands, magnetics or gamma-ray counts.</source>
            <translation>整个区域的其他协变量，如卫星波段、磁测或伽马射线计数。</translation>
        </message>
        <message>
            <location filename="../algorithms/superresolution_inputs.py"></location>
            <source>Further rasters</source>
            <translation>其他栅格</translation>
        </message>
        <message>
            <location filename="../algorithms/superresolution_inputs.py"></location>
            <source>Polygons of geological units, or a raster of their numbers. Polygons are measured on pixels {finer} times finer than those of the map; selection and filter are honoured.</source>
            <translation>地质单元的多边形，或其编号的栅格。多边形在比地图像元细 {finer} 倍的像元上量算；所选要素和过滤器有效。</translation>
        </message>
        <message>
            <location filename="../algorithms/superresolution_inputs.py"></location>
            <location filename="../models/sharpen_and_evaluate.model3"></location>
            <source>Geological map</source>
            <translation>地质图</translation>
        </message>
        <message>
            <location filename="../algorithms/superresolution_inputs.py"></location>
            <source>Field of the polygons that tells units apart: numbers, or names. None chosen: the field UNIT.</source>
            <translation>区分各单元的多边形字段：数字或名称。不选：字段 UNIT。</translation>
        </message>
        <message>
            <location filename="../algorithms/superresolution_inputs.py"></location>
            <source>Unit (field of polygons)</source>
            <translation>单元（多边形的字段）</translation>
        </message>
        <message>
            <location filename="../algorithms/superresolution_inputs.py"></location>
            <source>Field of the polygons with a text on each unit; units described in like words count as alike. None chosen: the field DESCRIPTION where there is one, else every unit stands for itself.</source>
            <translation>含各单元说明文字的多边形字段；用相近词语描述的单元视为相似。不选：若有 DESCRIPTION 字段则用它，否则每个单元各自独立。</translation>
        </message>
        <message>
            <location filename="../algorithms/superresolution_inputs.py"></location>
            <source>Description of the unit (field of polygons)</source>
            <translation>单元的说明（多边形的字段）</translation>
        </message>
        <message>
            <location filename="../algorithms/superresolution_inputs.py"></location>
            <source>For a GEOLOGY raster: a CSV file with the number of a unit and its description in each line, or numbers of your own instead, such as an age or a silica content.</source>
            <translation>用于 GEOLOGY 栅格：CSV 文件，每行为单元编号及其说明，或改为您自己的数字，如年代或二氧化硅含量。</translation>
        </message>
        <message>
            <location filename="../algorithms/superresolution_inputs.py"></location>
            <source>Table of the units</source>
            <translation>单元表</translation>
        </message>
        <message>
            <location filename="../algorithms/superresolution_inputs.py"></location>
            <source>SAMPLE_FIELDS is empty: choose the fields of SAMPLES that hold the elements of the coarse map.</source>
            <translation>SAMPLE_FIELDS 为空：请选择 SAMPLES 中含粗分辨率图各元素的字段。</translation>
        </message>
        <message>
            <location filename="../algorithms/superresolution_inputs.py"></location>
            <source>UNITS tells of the units of GEOLOGY: give GEOLOGY too, or leave UNITS empty.</source>
            <translation>UNITS 说明 GEOLOGY 的单元：请同时给出 GEOLOGY，或将 UNITS 留空。</translation>
        </message>
        <message>
            <location filename="../algorithms/superresolution_inputs.py"></location>
            <source>UNITS belongs to a GEOLOGY raster: polygons have their texts in the field that DESCRIPTION names.</source>
            <translation>UNITS 用于 GEOLOGY 栅格：多边形的说明文字在 DESCRIPTION 所指的字段中。</translation>
        </message>
        <message>
            <location filename="../algorithms/superresolution_inputs.py"></location>
            <location filename="../core/evaluation/evaluation_report.py"></location>
            <location filename="../core/fusion/comparison_report.py"></location>
            <location filename="../core/fusion/training_report.py"></location>
            <location filename="../core/superresolution/tile_jobs.py"></location>
            <source>coarse map</source>
            <translation>粗分辨率图</translation>
        </message>
        <message>
            <location filename="../algorithms/superresolution_inputs.py"></location>
            <location filename="../algorithms/trainsuperresolution.py"></location>
            <location filename="../core/superresolution/super_report.py"></location>
            <source>finer survey</source>
            <translation>较细测量</translation>
        </message>
        <message>
            <location filename="../algorithms/superresolution_inputs.py"></location>
            <source>elevation</source>
            <translation>高程</translation>
        </message>
        <message>
            <location filename="../algorithms/superresolution_inputs.py"></location>
            <location filename="../core/evaluation/target_report.py"></location>
            <location filename="../core/prospectivity/prospecting.py"></location>
            <source>mask</source>
            <translation>掩膜</translation>
        </message>
        <message>
            <location filename="../algorithms/superresolution_inputs.py"></location>
            <source>further raster</source>
            <translation>其他栅格</translation>
        </message>
        <message>
            <location filename="../algorithms/superresolution_inputs.py"></location>
            <source>geological map</source>
            <translation>地质图</translation>
        </message>
        <message>
            <location filename="../algorithms/train.py"></location>
            <source>the best of them, and how much of it the coarse map supports</source>
            <translation>其中最好的一种，以及粗分辨率图对它的支持程度</translation>
        </message>
        <message>
            <location filename="../algorithms/train.py"></location>
            <location filename="../models/fuse_and_evaluate.model3"></location>
            <location filename="../models/grid_and_fuse.model3"></location>
            <location filename="../models/laboratory_table_to_classes.model3"></location>
            <source>Train fusion model</source>
            <translation>训练融合模型</translation>
        </message>
        <message>
            <location filename="../algorithms/train.py"></location>
            <source>Learns how coarse geochemistry depends on an image, with spatial cross-validation.</source>
            <translation>学习粗分辨率地球化学数据与影像之间的关系，并作空间交叉验证。</translation>
        </message>
        <message>
            <location filename="../algorithms/train.py"></location>
            <source>regression,random forest,svr,support vector,ensemble,machine learning,cross-validation,model</source>
            <translation>回归,随机森林,支持向量回归,支持向量机,集成学习,机器学习,交叉验证,模型</translation>
        </message>
        <message>
            <location filename="../algorithms/train.py"></location>
            <source>Relates the values of a coarse geochemical map (or of sample points) to features of an image and writes a model file (.gfm) for 'Apply fusion model'. One model file holds all elements given.

Scores come from spatial cross-validation: whole blocks of ground are held out together, and beside every score stands that of interpolating the coarse map without the image. A SKILL below 0 means that the image alone predicts unseen ground worse than interpolation does.

Of samples at points the model keeps places and values, and 'Apply' meets them. What the image adds to ordinary kriging of the samples is told for each element from samples left out.

Training needs the Python package scikit-learn; applying a model does not.</source>
            <translation>建立粗分辨率地球化学图（或样品点）的值与影像特征之间的关系，并写出供“应用融合模型”使用的模型文件（.gfm）。一个模型文件包含所给的全部元素。

得分来自空间交叉验证：成块的区域整体留出，并在每个得分旁列出不用影像、仅对粗分辨率图插值的得分。SKILL 小于 0 表示仅凭影像对未见区域的预测不如插值。

用点样品训练时，模型保留其位置和数值，“应用融合模型”的结果与之相符。对每个元素，用留出的样品说明影像比样品的普通克里金多提供了什么。

训练需要 Python 软件包 scikit-learn；应用模型则不需要。</translation>
        </message>
        <message>
            <location filename="../algorithms/train.py"></location>
            <source>linear: ordinary least squares. random_forest: 100 trees. svr: support vector regression with a Gaussian kernel. ensemble: mean of extremely randomised trees, a smooth svr and lines. auto: the best of them by spatial cross-validation for each element, with the weight that the coarse map or the samples support in the mode 'residual' of 'Apply' (0 where the image does not help).</source>
            <translation>linear：普通最小二乘。random_forest：100 棵树的随机森林。svr：高斯核支持向量回归。ensemble：极端随机树、平滑的 svr 与线性模型的平均。auto：对每个元素按空间交叉验证取其中最好的方法，并在“应用融合模型”的“residual”模式下采用粗分辨率图或样品所支持的权重（影像没有帮助时为 0）。</translation>
        </message>
        <message>
            <location filename="../algorithms/train.py"></location>
            <source>high_frequency: RS_H of each band and the spectral derivative, after the mean filter (the published method). raw: the bands (direct regression). multiscale: the bands and their low-frequency image at every level of the pyramid. as_is: the bands are ready-made features, such as the FEATURES output of 'Decompose'.</source>
            <translation>high_frequency：经均值滤波的各波段 RS_H 和光谱导数（已发表的方法）。raw：原波段（直接回归）。multiscale：原波段及其在金字塔各层的低频影像。as_is：波段本身就是现成的特征，例如“分解遥感影像”的 FEATURES 输出。</translation>
        </message>
        <message>
            <location filename="../algorithms/train.py"></location>
            <source>Round values down to whole numbers and classify them, as the paper of 2023 did for random forest and SVR. It biases predictions by half a unit and ruins elements of low content: for comparison only.</source>
            <translation>将数值向下取整后作分类，与 2023 年论文中随机森林和 SVR 的做法相同。这会使预测偏差半个单位，并使低含量元素失真：仅供比较。</translation>
        </message>
        <message>
            <location filename="../algorithms/train.py"></location>
            <source>Discrete values (as published)</source>
            <translation>离散值（按已发表的方法）</translation>
        </message>
        <message>
            <location filename="../algorithms/train.py"></location>
            <source>Number of trials of a search by spatial cross-validation, besides the defaults: parameters of the methods, and LEVELS, MEAN_FILTER and SUPPORT as far as FEATURES uses them. Four trials pay for one more setting of the features (a pass over the image), up to 8; one setting serves all elements.</source>
            <translation>除默认设置外，用空间交叉验证搜索的试验次数：搜索各方法的参数，以及 FEATURES 所用到的 LEVELS、MEAN_FILTER 和 SUPPORT。每四次试验可多试一种特征设置（需遍历一次影像），最多 8 种；所有元素共用一种设置。</translation>
        </message>
        <message>
            <location filename="../algorithms/train.py"></location>
            <source>Search trials (0 = none)</source>
            <translation>搜索试验次数（0 = 不搜索）</translation>
        </message>
        <message>
            <location filename="../algorithms/train.py"></location>
            <source>Without a finer survey: make the coarse map and the features of the image twice as coarse, fuse back to the original cells with what training chose, and compare with their values, beside interpolation. Needs GEOCHEM.</source>
            <translation>没有更精细的调查数据时：将粗分辨率图和影像特征都再变粗一倍，用训练选定的设置融合回原来的单元，再与原单元值比较，并与插值并列。需要 GEOCHEM。</translation>
        </message>
        <message>
            <location filename="../algorithms/train.py"></location>
            <location filename="../core/fusion/training_report.py"></location>
            <source>Check at reduced resolution</source>
            <translation>降低分辨率检验</translation>
        </message>
        <message>
            <location filename="../algorithms/train.py"></location>
            <source>Give GEOCHEM (a coarse raster), SAMPLES (points with FIELDS), or both.</source>
            <translation>请给出 GEOCHEM（粗分辨率栅格）、SAMPLES（点，连同 FIELDS），或二者都给。</translation>
        </message>
        <message>
            <location filename="../algorithms/train.py"></location>
            <source>FIELDS is empty: choose the fields of SAMPLES that hold concentrations.</source>
            <translation>FIELDS 为空：请选择 SAMPLES 中存放含量的字段。</translation>
        </message>
        <message>
            <location filename="../algorithms/train.py"></location>
            <source>SAMPLES teach the model. GEOCHEM does not: 'Apply' keeps the means of its cells beside them, and the model remembers it.</source>
            <translation>模型由 SAMPLES 训练。GEOCHEM 不参与训练：“应用”在样品之外还保持其单元均值，模型会记住它。</translation>
        </message>
        <message>
            <location filename="../algorithms/train.py"></location>
            <source>SAMPLES teach the model. GEOCHEM does not: give it to 'Apply', which keeps the means of its cells beside the samples.</source>
            <translation>模型由 SAMPLES 训练。GEOCHEM 不参与训练：请把它给“应用”，后者在样品之外还保持其单元均值。</translation>
        </message>
        <message>
            <location filename="../algorithms/traincnn.py"></location>
            <source>Train convolutional network</source>
            <translation>训练卷积网络</translation>
        </message>
        <message>
            <location filename="../algorithms/traincnn.py"></location>
            <source>Trains convolutional networks that see a patch of the image around each pixel; needs PyTorch.</source>
            <translation>训练以每个像元周围影像块为输入的卷积网络；需要 PyTorch。</translation>
        </message>
        <message>
            <location filename="../algorithms/traincnn.py"></location>
            <source>deep learning,cnn,convolutional,neural network,pytorch,transfer learning,augmentation,fusion,geochemistry,downscaling,super-resolution</source>
            <translation>深度学习,cnn,卷积,神经网络,pytorch,迁移学习,数据增强,融合,地球化学,降尺度,超分辨率</translation>
        </message>
        <message>
            <location filename="../algorithms/traincnn.py"></location>
            <source>Trains convolutional networks that predict element contents from the patch of the image around a pixel, after Bai et al. 2025 (doi 10.1109/JSTARS.2024.3502634). The model is applied, evaluated and reported like every other.

One network is trained for each fold of ground: it stops early by one block of ground and is judged by another, neither of which it has learned from; the model is the mean of all. From the judged predictions comes the weight that the coarse map supports in the mode 'residual' of 'Apply'.

Half of the samples are coarser: the image averaged by RATIOS pixels beside the mean of as many cells. With BASE_MODEL the networks start from the convolutions of another model.

Training needs the Python package PyTorch; applying a model does not.</source>
            <translation>训练由像元周围影像块预测元素含量的卷积网络，方法见 Bai 等 2025（doi 10.1109/JSTARS.2024.3502634）。模型的应用、评价和报告与其他模型相同。

每一折训练一个网络：用一个地块决定提前停止，用另一个地块评判，二者均未参与其学习；模型为所有网络的平均。由评判所得的预测值得出粗分辨率图所支持的权重，用于“应用融合模型”的“residual”模式。

一半样本更粗：影像按 RATIOS 个像元取平均，与同样数目单元的均值相对应。给出 BASE_MODEL 时，网络从另一模型的卷积层开始训练。

训练需要 Python 软件包 PyTorch；应用模型则不需要。</translation>
        </message>
        <message>
            <location filename="../algorithms/traincnn.py"></location>
            <source>Channels</source>
            <translation>通道</translation>
        </message>
        <message>
            <location filename="../algorithms/traincnn.py"></location>
            <source>What the network sees of each pixel. raw: the bands. high_frequency: RS_H of each band and the spectral derivative. multiscale: the bands and their low-frequency image at every level of the pyramid, so that it sees farther than its patch. as_is: ready-made features.</source>
            <translation>网络在每个像元处的输入。raw：原波段。high_frequency：各波段的 RS_H 和光谱导数。multiscale：原波段及其在金字塔各层的低频影像，使网络能看到影像块以外的范围。as_is：现成的特征。</translation>
        </message>
        <message>
            <location filename="../algorithms/training_base.py"></location>
            <source>Training places (mean over elements)</source>
            <translation>训练位置数（各元素平均）</translation>
        </message>
        <message>
            <location filename="../algorithms/training_base.py"></location>
            <source>Correlation out of fold (mean over elements)</source>
            <translation>折外相关系数（各元素平均）</translation>
        </message>
        <message>
            <location filename="../algorithms/training_base.py"></location>
            <source>Coefficient of determination out of fold (mean over elements)</source>
            <translation>折外决定系数（各元素平均）</translation>
        </message>
        <message>
            <location filename="../algorithms/training_base.py"></location>
            <source>Root mean square error out of fold (mean over elements, none where their units differ)</source>
            <translation>折外均方根误差（各元素平均；单位不同时无值）</translation>
        </message>
        <message>
            <location filename="../algorithms/training_base.py"></location>
            <source>Skill over interpolating the coarse map without the image (mean over elements)</source>
            <translation>相对于不用影像的粗图插值的技能得分（各元素平均）</translation>
        </message>
        <message>
            <location filename="../algorithms/training_base.py"></location>
            <source>Weight of the image with METHOD=auto (mean over elements)</source>
            <translation>METHOD=auto 时影像的权重（各元素平均）</translation>
        </message>
        <message>
            <location filename="../algorithms/training_base.py"></location>
            <source>Standard error of the weight (mean over elements)</source>
            <translation>权重的标准误差（各元素平均）</translation>
        </message>
        <message>
            <location filename="../algorithms/training_base.py"></location>
            <source>What the image contributes, a sentence an element</source>
            <translation>影像的贡献，每个元素一句话</translation>
        </message>
        <message>
            <location filename="../algorithms/trainsuperresolution.py"></location>
            <source>Peak signal-to-noise ratio on held-out ground, dB (mean over elements)</source>
            <translation>留出地面上的峰值信噪比，dB（各元素平均）</translation>
        </message>
        <message>
            <location filename="../algorithms/trainsuperresolution.py"></location>
            <source>Structural similarity on held-out ground (mean over elements)</source>
            <translation>留出地面上的结构相似性（各元素平均）</translation>
        </message>
        <message>
            <location filename="../algorithms/trainsuperresolution.py"></location>
            <source>Root mean square error on held-out ground (mean over elements, none where their units differ)</source>
            <translation>留出地面上的均方根误差（各元素平均，单位不同时无）</translation>
        </message>
        <message>
            <location filename="../algorithms/trainsuperresolution.py"></location>
            <source>Skill over the best plain interpolation on held-out ground (mean over elements)</source>
            <translation>留出地面上相对最佳普通插值的技巧评分（各元素平均）</translation>
        </message>
        <message>
            <location filename="../algorithms/trainsuperresolution.py"></location>
            <location filename="../models/sharpen_and_evaluate.model3"></location>
            <source>Train super-resolution network</source>
            <translation>训练超分辨率网络</translation>
        </message>
        <message>
            <location filename="../algorithms/trainsuperresolution.py"></location>
            <source>Learns from a finer survey of a part of the area how to sharpen the coarse map of all of it.</source>
            <translation>从区域局部的较细测量学习如何锐化整个区域的粗分辨率图。</translation>
        </message>
        <message>
            <location filename="../algorithms/trainsuperresolution.py"></location>
            <source>super-resolution,deep learning,u-net,cnn,srcnn,vdsr,neural network,pytorch,downscaling,geology,elevation,random forest,ridge,interpolation,kriging</source>
            <translation>超分辨率,深度学习,u-net,cnn,srcnn,vdsr,神经网络,pytorch,降尺度,地质,高程,随机森林,岭回归,插值,克里金,super-resolution</translation>
        </message>
        <message>
            <location filename="../algorithms/trainsuperresolution.py"></location>
            <source>Learns from a finer survey of a part of the area how the coarse map is to be sharpened, with the help of elevation, geology and further rasters, after Pei et al. (2025). 'Super-resolve geochemical map' then sharpens the rest.

The base is a weighted mean of several interpolations of the coarse map, weighed where the finer survey is known. A ridge regression, a forest and a network say what is to be added; each is added only as far as ground that was held out supports it, so that the result is interpolation where nothing helps.

The finer survey must overlap the coarse map and have the same elements on smaller pixels. It takes 30 coarse cells of it to weigh and to add anything, and 2500 pixels before METHOD=auto tries a network. The same elevation, rasters and geology are needed again, of all the ground, to sharpen it.

The report holds all of them beside each other on held-out ground: PSNR, SSIM, root mean square error, correlation, and the skill over the best plain interpolation. Training networks needs PyTorch, applying them does not; without PyTorch METHOD=auto does without a network, and says so.</source>
            <translation>参照 Pei 等（2025），借助高程、地质和其他栅格，从区域局部的较细测量学习如何锐化粗分辨率图。随后由“地球化学图超分辨率”锐化其余部分。

基础是粗分辨率图多种插值的加权平均，权重在已知较细测量处确定。岭回归、森林和网络给出应加的量；各自只在留出地面支持的程度内加入，因此在什么都无助益之处结果就是插值。

较细测量须与粗分辨率图重叠，具有相同的元素且像元更小。其中要有 30 个粗像元才能确定权重并加入修正，要有 2500 个像元 METHOD=auto 才会尝试网络。锐化时还需要同样的高程、栅格和地质，并覆盖全部地面。

报告在留出地面上并列给出全部结果：PSNR、SSIM、均方根误差、相关系数以及相对最佳普通插值的技巧评分。训练网络需要 PyTorch，应用网络则不需要；没有 PyTorch 时 METHOD=auto 不用网络，并予以说明。</translation>
        </message>
        <message>
            <location filename="../algorithms/trainsuperresolution.py"></location>
            <source>Pixels where this raster is 0 or nodata are neither learned from nor judged by.</source>
            <translation>该栅格为 0 或无数据值处的像元既不用于学习，也不用于评判。</translation>
        </message>
        <message>
            <location filename="../algorithms/trainsuperresolution.py"></location>
            <source>Raster of a finer survey of a part of the area, with bands of the same elements; its pixels are those of the sharpened map. Give this or FINE_SAMPLES.</source>
            <translation>区域局部较细测量的栅格，波段为相同元素；其像元即锐化图的像元。请给出它或 FINE_SAMPLES。</translation>
        </message>
        <message>
            <location filename="../algorithms/trainsuperresolution.py"></location>
            <source>Finer survey (raster, else points)</source>
            <translation>较细测量（栅格，否则用点）</translation>
        </message>
        <message>
            <location filename="../algorithms/trainsuperresolution.py"></location>
            <source>Points of a finer survey of a part of the area, four or more in a coarse cell; how dense they are decides on the pixels of the sharpened map, and several in one pixel are averaged. Selection and filter are honoured. Give this or FINE.</source>
            <translation>区域局部较细测量的点，每个粗像元内四个或更多；锐化图的像元由其密度决定，同一像元内的多个点取平均。所选要素和过滤器有效。给出此项或 FINE。</translation>
        </message>
        <message>
            <location filename="../algorithms/trainsuperresolution.py"></location>
            <source>Finer survey (points, else raster)</source>
            <translation>较细测量（点，否则用栅格）</translation>
        </message>
        <message>
            <location filename="../algorithms/trainsuperresolution.py"></location>
            <source>Elements of the points of the finer survey (fields)</source>
            <translation>较细测量的点的元素（字段）</translation>
        </message>
        <message>
            <location filename="../algorithms/trainsuperresolution.py"></location>
            <source>Fields of FINE_SAMPLES with contents, named as the bands of the coarse map; numbers or text (a 'less than' sign marks a detection limit).</source>
            <translation>FINE_SAMPLES 中的含量字段，名称与粗分辨率图的波段相同；数字或文本（“小于”号表示检出限）。</translation>
        </message>
        <message>
            <location filename="../algorithms/trainsuperresolution.py"></location>
            <source>Numbers named here are no values in GEOCHEM and FINE either.</source>
            <translation>此处所列数字在 GEOCHEM 和 FINE 中同样不是值。</translation>
        </message>
        <message>
            <location filename="../algorithms/trainsuperresolution.py"></location>
            <source>auto: ridge, forest and the small network, each added as far as held-out ground supports it. multilevel_unet: the network of Pei et al. (2025). unet, srcnn, vdsr, small: other networks. forest, ridge: that alone on the weighted mean of interpolations. none: the weighted mean of interpolations.</source>
            <translation>auto：岭回归、森林和小网络，各自在留出地面支持的程度内加入。multilevel_unet：Pei 等（2025）的网络。unet、srcnn、vdsr、small：其他网络。forest、ridge：仅将其加在插值的加权平均上。none：插值的加权平均。</translation>
        </message>
        <message>
            <location filename="../algorithms/trainsuperresolution.py"></location>
            <source>Keep the means of the coarse cells</source>
            <translation>保持粗像元的均值</translation>
        </message>
        <message>
            <location filename="../algorithms/trainsuperresolution.py"></location>
            <source>none: the mean of a cell may differ from the coarse map, as it must where coarse values are noisy. soft: it is drawn to the coarse map as far as held-out ground supports it. hard: it is that of the coarse map.</source>
            <translation>none：像元均值可与粗分辨率图不同，粗值含噪声时必然如此。soft：在留出地面支持的程度内向粗分辨率图靠拢。hard：等于粗分辨率图的值。</translation>
        </message>
        <message>
            <location filename="../algorithms/trainsuperresolution.py"></location>
            <source>log: work on logarithms. auto: on logarithms of elements that are positive and strongly right-skewed. none: on the contents as they are.</source>
            <translation>log：用对数。auto：对为正且强烈右偏的元素用对数。none：用原始含量。</translation>
        </message>
        <message>
            <location filename="../algorithms/trainsuperresolution.py"></location>
            <source>Channels of the network: all that its authors gave it, a half or a quarter of them, which is about three times faster each. METHOD=auto has its small network at full width.</source>
            <translation>网络的通道数：作者给出的全部、一半或四分之一，每减半约快三倍。METHOD=auto 的小网络总是全宽。</translation>
        </message>
        <message>
            <location filename="../algorithms/trainsuperresolution.py"></location>
            <source>Aspect of slopes</source>
            <translation>坡向</translation>
        </message>
        <message>
            <location filename="../algorithms/trainsuperresolution.py"></location>
            <source>directions: sine and cosine of aspect, which turn along where a network sees the map turned. plain: degrees from north, as Pei et al. (2025) have it.</source>
            <translation>directions：坡向的正弦和余弦，网络看到转动的图时随之转动。plain：自北起的度数，与 Pei 等（2025）相同。</translation>
        </message>
        <message>
            <location filename="../algorithms/trainsuperresolution.py"></location>
            <source>Train everything again without geology and without elevation, and with each network, and put all of it into the report: on the same blocks, beside forest and ridge. Takes many times as long.</source>
            <translation>去掉地质、去掉高程以及分别用每种网络全部重新训练，并写入报告：在相同分块上，与森林和岭回归并列。耗时数倍。</translation>
        </message>
        <message>
            <location filename="../algorithms/trainsuperresolution.py"></location>
            <source>Compare covariates and networks</source>
            <translation>比较协变量和网络</translation>
        </message>
        <message>
            <location filename="../algorithms/trainsuperresolution.py"></location>
            <source>How many parts the blocks of the finely surveyed ground are dealt to; each is held out once, with a buffer around it.</source>
            <translation>将有较细测量的地面的区块分成多少份；每份留出一次，周围设缓冲区。</translation>
        </message>
        <message>
            <location filename="../algorithms/trainsuperresolution.py"></location>
            <source>Side of the square blocks that are held out together, in units of the CRS of the sharpened map. 0: as large as the number of folds allows.</source>
            <translation>一起留出的方形区块的边长，采用锐化图坐标参考系的单位。0：在折数允许下尽可能大。</translation>
        </message>
        <message>
            <location filename="../algorithms/trainsuperresolution.py"></location>
            <source>How often a network sees the finely surveyed ground at most; ground held out tells how often is best. 0: 60 for the small network, fewer with METHOD=auto on much ground, and 200 for others; 12 with SCHEDULE=together.</source>
            <translation>网络最多遍历有较细测量的地面多少次；由留出地面判断遍历多少次最好。0：小网络 60 次（METHOD=auto 在地面较大时更少），其他 200 次；SCHEDULE=together 时 12 次。</translation>
        </message>
        <message>
            <location filename="../algorithms/trainsuperresolution.py"></location>
            <source>Most epochs (0 = automatic)</source>
            <translation>最大轮数（0 = 自动）</translation>
        </message>
        <message>
            <location filename="../algorithms/trainsuperresolution.py"></location>
            <source>Training of networks</source>
            <translation>网络的训练方式</translation>
        </message>
        <message>
            <location filename="../algorithms/trainsuperresolution.py"></location>
            <source>published: as Pei et al. (2025) train, each network stopping where it no longer improves on a fold of its own, which it never learns from. together: networks of all folds of held-out ground choose one number of epochs, and those that are applied learn so long from all ground, by squared errors.</source>
            <translation>published：按 Pei 等（2025）的训练方式，每个网络在自己从不学习的一折上不再改进时停止。together：留出地面各折的网络共同选定一个轮数，最终应用的网络按平方误差用全部地面训练同样多轮。</translation>
        </message>
        <message>
            <location filename="../algorithms/trainsuperresolution.py"></location>
            <source>Start of the random numbers; the same seed gives the same model with the same versions, at any number of threads.</source>
            <translation>随机数的起点；相同的种子在相同版本下给出相同的模型，与线程数无关。</translation>
        </message>
        <message>
            <location filename="../algorithms/trainsuperresolution.py"></location>
            <source>Model file for 'Super-resolve geochemical map': plain numbers, applied without PyTorch and scikit-learn.</source>
            <translation>供“地球化学图超分辨率”使用的模型文件：纯数字，应用时无需 PyTorch 和 scikit-learn。</translation>
        </message>
        <message>
            <location filename="../algorithms/trainsuperresolution.py"></location>
            <location filename="../models/sharpen_and_evaluate.model3"></location>
            <source>All maps beside each other, what is added to interpolation, maps and loss curves.</source>
            <translation>并列的全部地图、加在插值上的量、地图和损失曲线。</translation>
        </message>
        <message>
            <location filename="../algorithms/trainsuperresolution.py"></location>
            <source>Table of measures</source>
            <translation>度量表</translation>
        </message>
        <message>
            <location filename="../algorithms/trainsuperresolution.py"></location>
            <source>All measures of all maps on held-out ground, a line each.</source>
            <translation>全部地图在留出地面上的全部度量，每图一行。</translation>
        </message>
        <message>
            <location filename="../algorithms/trainsuperresolution.py"></location>
            <source>Held-out pixels (mean over elements)</source>
            <translation>留出的像元数（各元素平均）</translation>
        </message>
        <message>
            <location filename="../algorithms/trainsuperresolution.py"></location>
            <source>What sharpening is worth, a sentence an element</source>
            <translation>锐化的价值，每个元素一句话</translation>
        </message>
        <message>
            <location filename="../algorithms/trainsuperresolution.py"></location>
            <source>Give either FINE (a raster) or FINE_SAMPLES (with FIELDS), not both and not neither.</source>
            <translation>请给出 FINE（栅格）或 FINE_SAMPLES（及 FIELDS）之一，不能两者都给或都不给。</translation>
        </message>
        <message>
            <location filename="../algorithms/trainsuperresolution.py"></location>
            <source>FIELDS is empty: choose the fields of FINE_SAMPLES that hold the elements.</source>
            <translation>FIELDS 为空：请选择 FINE_SAMPLES 中含元素的字段。</translation>
        </message>
        <message>
            <location filename="../algorithms/trainsuperresolution.py"></location>
            <source>samples behind the coarse map</source>
            <translation>粗分辨率图背后的样品</translation>
        </message>
        <message>
            <location filename="../algorithms/vectors.py"></location>
            <source>{name}: '{value}' cannot be read as points: choose a point layer.</source>
            <translation>{name}：“{value}”无法作为点读取：请选择点图层。</translation>
        </message>
        <message>
            <location filename="../algorithms/vectors.py"></location>
            <source>The layer '{layer}' has no coordinate reference system: assign its CRS.</source>
            <translation>图层“{layer}”没有坐标参考系：请为其指定坐标参考系（CRS）。</translation>
        </message>
        <message>
            <location filename="../algorithms/vectors.py"></location>
            <source>{name}: {layer} has no point: choose a layer with points, or clear its selection or filter.</source>
            <translation>{name}：{layer} 中没有点：请选择含有点的图层，或清除其选择集或过滤器。</translation>
        </message>
        <message>
            <location filename="../algorithms/vectors.py"></location>
            <source>{name} is empty: choose the fields of {layer} that hold concentrations.</source>
            <translation>{name} 为空：请选择 {layer} 中存放含量的字段。</translation>
        </message>
        <message>
            <location filename="../algorithms/vectors.py"></location>
            <source>{name}: {layer} has no field '{field}': choose another one.</source>
            <translation>{name}：{layer} 没有字段“{field}”：请另选一个。</translation>
        </message>
        <message>
            <location filename="../algorithms/vectors.py"></location>
            <source>{name}: {layer} holds lines or polygons: choose a point layer.</source>
            <translation>{name}：{layer} 中是线或面：请选择点图层。</translation>
        </message>
        <message>
            <location filename="../algorithms/vectors.py"></location>
            <source>{name} is empty: choose the field of {layer} that holds the units.</source>
            <translation>{name} 为空：请选择 {layer} 中含单元的字段。</translation>
        </message>
        <message>
            <location filename="../algorithms/vectors.py"></location>
            <source>{name}: the field '{field}' of {layer} holds no unit: choose another one.</source>
            <translation>{name}：{layer} 的字段“{field}”不含单元：请选择另一个字段。</translation>
        </message>
        <message>
            <location filename="../algorithms/vectors.py"></location>
            <source>Polygons of '{layer}' left out, because they have no unit: {count}.</source>
            <translation>“{layer}”中因没有单元而略去的多边形：{count}。</translation>
        </message>
        <message>
            <location filename="../algorithms/vectors.py"></location>
            <source>{name}: '{value}' cannot be read as polygons: choose a polygon layer.</source>
            <translation>{name}：“{value}”无法作为面读取：请选择面图层。</translation>
        </message>
        <message>
            <location filename="../algorithms/vectors.py"></location>
            <source>{name}: {layer} has no polygon: choose a layer with polygons, or clear its selection or filter.</source>
            <translation>{name}：{layer} 中没有面：请选择含有面的图层，或清除其选择集或过滤器。</translation>
        </message>
        <message>
            <location filename="../algorithms/vectors.py"></location>
            <source>{name}: {layer} has the fields {fields} already, which would be lost: rename them first.</source>
            <translation>{name}：{layer} 已有字段 {fields}，它们会丢失：请先重命名。</translation>
        </message>
        <message>
            <location filename="../algorithms/vectors.py"></location>
            <source>{name}: {path} cannot be written as a vector layer: give another name, such as one in .gpkg.</source>
            <translation>{name}：{path} 无法写为矢量图层：请换一个名称，例如以 .gpkg 结尾的名称。</translation>
        </message>
        <message>
            <location filename="../algorithms/vectors.py"></location>
            <source>The layer '{layer}' has changed while it was worked on: start again.</source>
            <translation>图层“{layer}”在处理过程中发生了变化：请重新开始。</translation>
        </message>
        <message>
            <location filename="../core/anomalies/anomaly_map.py"></location>
            <source>A map of the score needs two places with a score, and there are {count}: give more samples.</source>
            <translation>得分图至少需要两个有得分的位置，而现有 {count} 个：请给出更多样品。</translation>
        </message>
        <message>
            <location filename="../core/anomalies/anomaly_map.py"></location>
            <source>Geochem Fusion anomaly map</source>
            <translation>Geochem Fusion 异常图</translation>
        </message>
        <message>
            <location filename="../core/anomalies/anomaly_map.py"></location>
            <source>CELL_SIZE {cell_size:g} is too large: no centre of a cell lies within {reach:,.0f} m of a sample; give a smaller one, or 0 for a proposal.</source>
            <translation>CELL_SIZE {cell_size:g} 过大：没有单元中心位于距样品 {reach:,.0f} 米以内；请给出较小的值，或用 0 表示自动建议。</translation>
        </message>
        <message>
            <location filename="../core/anomalies/anomaly_map.py"></location>
            <source>CELL_SIZE is {cell_size:g}: give a length in metres, or 0 for a proposal.</source>
            <translation>CELL_SIZE 为 {cell_size:g}：请给出以米为单位的长度，或用 0 表示自动建议。</translation>
        </message>
        <message>
            <location filename="../core/anomalies/anomaly_map.py"></location>
            <source>Cell size of the map: {cell_size:g} m, from the spacing of the samples.</source>
            <translation>图的单元大小：{cell_size:g} 米，由样品间距得出。</translation>
        </message>
        <message>
            <location filename="../core/anomalies/anomaly_map.py"></location>
            <source>CELL_SIZE {cell_size:g} gives a map of {width:,.0f} x {height:,.0f} cells, and {most:,} is the most: give {least:g} or more, or 0 for a proposal.</source>
            <translation>CELL_SIZE {cell_size:g} 得到的图有 {width:,.0f} x {height:,.0f} 个单元，而最多为 {most:,} 个：请给出不小于 {least:g} 的值，或用 0 表示自动建议。</translation>
        </message>
        <message>
            <location filename="../core/anomalies/anomaly_map.py"></location>
            <source>The score is the same everywhere, and so is its map.</source>
            <translation>得分处处相同，其图也是如此。</translation>
        </message>
        <message>
            <location filename="../core/anomalies/anomaly_map.py"></location>
            <source>Variogram of the score between neighbours: {shape}, nugget {nugget:.3g}, sill {sill:.3g}, range {reach:.3g} m.</source>
            <translation>邻点间得分的变异函数：{shape}，块金 {nugget:.3g}，基台 {sill:.3g}，变程 {reach:.3g} 米。</translation>
        </message>
        <message>
            <location filename="../core/anomalies/anomaly_report.py"></location>
            <location filename="../core/superresolution/training.py"></location>
            <source>with the network</source>
            <translation>使用网络</translation>
        </message>
        <message>
            <location filename="../core/anomalies/anomaly_report.py"></location>
            <source>network alone</source>
            <translation>只用网络</translation>
        </message>
        <message>
            <location filename="../core/anomalies/anomaly_report.py"></location>
            <source>without a network</source>
            <translation>不用网络</translation>
        </message>
        <message>
            <location filename="../core/anomalies/anomaly_report.py"></location>
            <source>learned from deposits</source>
            <translation>从矿床学习</translation>
        </message>
        <message>
            <location filename="../core/anomalies/anomaly_report.py"></location>
            <source>target by itself</source>
            <translation>目标元素本身</translation>
        </message>
        <message>
            <location filename="../core/anomalies/anomaly_report.py"></location>
            <source>All rows are computed over the same deposits and the same negatives. A score is worth something where it is above 0.5, above every null, and where its difference to another is more than twice the standard error. Nulls know nothing of what was measured; what they reach, any score reaches that follows where people sampled. Green marks the best of each column, nulls included.</source>
            <translation>所有行都用同样的矿床和同样的负样本计算。得分高于 0.5、高于每个零模型，且与另一得分之差大于标准误差的两倍时，才有价值。零模型对测量内容一无所知；它们能达到的，任何跟随采样位置的得分也能达到。绿色标出每列的最佳值，零模型也包括在内。</translation>
        </message>
        <message>
            <location filename="../core/anomalies/anomaly_report.py"></location>
            <location filename="../core/evaluation/evaluation_report.py"></location>
            <location filename="../core/prospectivity/prospectivity_report.py"></location>
            <source>Maps</source>
            <translation>图件</translation>
        </message>
        <message>
            <location filename="../core/anomalies/anomaly_report.py"></location>
            <source>Where the anomalies are</source>
            <translation>异常的位置</translation>
        </message>
        <message>
            <location filename="../core/anomalies/anomaly_report.py"></location>
            <location filename="../core/prospectivity/prospectivity_report.py"></location>
            <source>All scores side by side</source>
            <translation>全部得分并列</translation>
        </message>
        <message>
            <location filename="../core/anomalies/anomaly_report.py"></location>
            <location filename="../core/evaluation/target_report.py"></location>
            <location filename="../core/prospectivity/prospectivity_report.py"></location>
            <source>Curves</source>
            <translation>曲线</translation>
        </message>
        <message>
            <location filename="../core/anomalies/anomaly_report.py"></location>
            <location filename="../core/prospectivity/prospectivity_report.py"></location>
            <source>What the network says</source>
            <translation>网络所示的内容</translation>
        </message>
        <message>
            <location filename="../core/anomalies/anomaly_report.py"></location>
            <source>Elements used</source>
            <translation>所用元素</translation>
        </message>
        <message>
            <location filename="../core/anomalies/anomaly_report.py"></location>
            <location filename="../core/prospectivity/prospectivity_report.py"></location>
            <location filename="../core/superresolution/super_report.py"></location>
            <source>Inputs and settings</source>
            <translation>输入与设置</translation>
        </message>
        <message>
            <location filename="../core/anomalies/anomaly_report.py"></location>
            <location filename="../core/evaluation/evaluation_report.py"></location>
            <location filename="../core/evaluation/target_report.py"></location>
            <location filename="../core/fusion/comparison_report.py"></location>
            <location filename="../core/fusion/training_report.py"></location>
            <location filename="../core/laboratory/reading_report.py"></location>
            <location filename="../core/products/classification_report.py"></location>
            <location filename="../core/prospectivity/prospectivity_report.py"></location>
            <location filename="../core/superresolution/super_report.py"></location>
            <source>Reproduce</source>
            <translation>重现方法</translation>
        </message>
        <message>
            <location filename="../core/anomalies/anomaly_report.py"></location>
            <source>{names}; {count} places</source>
            <translation>{names}；{count} 个位置</translation>
        </message>
        <message>
            <location filename="../core/anomalies/anomaly_report.py"></location>
            <source>Geochemical anomalies</source>
            <translation>地球化学异常</translation>
        </message>
        <message>
            <location filename="../core/anomalies/anomaly_report.py"></location>
            <source>classes of the score</source>
            <translation>得分分级</translation>
        </message>
        <message>
            <location filename="../core/anomalies/anomaly_report.py"></location>
            <source>no score: {count}</source>
            <translation>无得分：{count}</translation>
        </message>
        <message>
            <location filename="../core/anomalies/anomaly_report.py"></location>
            <source>Percentiles of the score</source>
            <translation>得分的百分位</translation>
        </message>
        <message>
            <location filename="../core/anomalies/anomaly_report.py"></location>
            <source>Contents of {name}</source>
            <translation>{name} 的含量</translation>
        </message>
        <message>
            <location filename="../core/anomalies/anomaly_report.py"></location>
            <source>{text}; white: missing</source>
            <translation>{text}；白色：缺失</translation>
        </message>
        <message>
            <location filename="../core/anomalies/anomaly_report.py"></location>
            <source>circles: known deposits</source>
            <translation>圆圈：已知矿床</translation>
        </message>
        <message>
            <location filename="../core/anomalies/anomaly_report.py"></location>
            <source>triangles: deposits that were learned from</source>
            <translation>三角形：供学习的矿床</translation>
        </message>
        <message>
            <location filename="../core/anomalies/anomaly_report.py"></location>
            <source>{low} to {high} %</source>
            <translation>{low} 至 {high} %</translation>
        </message>
        <message>
            <location filename="../core/anomalies/anomaly_report.py"></location>
            <source>below {limit} %</source>
            <translation>低于 {limit} %</translation>
        </message>
        <message>
            <location filename="../core/anomalies/anomaly_report.py"></location>
            <source>{limit} % and above</source>
            <translation>不低于 {limit} %</translation>
        </message>
        <message>
            <location filename="../core/anomalies/anomaly_report.py"></location>
            <source>Places from the {percent:g} % percentile of the score on that are linked by being among the 8 nearest of one another are one group, listed by its best place; there are {count} groups. Coordinates are those of {crs}, in metres.</source>
            <translation>得分达到 {percent:g} % 百分位的位置，若其中一个属于另一个的 8 个最近邻点，则彼此相连；相连的位置为一组，以其中得分最高的位置列出；共有 {count} 组。坐标采用 {crs}，单位为米。</translation>
        </message>
        <message>
            <location filename="../core/anomalies/anomaly_report.py"></location>
            <source>The most anomalous places one by one ({count})</source>
            <translation>逐个列出最异常的位置（{count} 个）</translation>
        </message>
        <message>
            <location filename="../core/anomalies/anomaly_report.py"></location>
            <source>* stands for a value below its limit of detection.</source>
            <translation>* 表示低于检出限的值。</translation>
        </message>
        <message>
            <location filename="../core/anomalies/anomaly_report.py"></location>
            <location filename="../core/fusion/comparison_report.py"></location>
            <location filename="../core/prospectivity/findings.py"></location>
            <source>rank</source>
            <translation>名次</translation>
        </message>
        <message>
            <location filename="../core/anomalies/anomaly_report.py"></location>
            <location filename="../core/evaluation/target_report.py"></location>
            <location filename="../core/prospectivity/prospectivity_report.py"></location>
            <location filename="../core/prospectivity/results.py"></location>
            <source>score</source>
            <translation>得分</translation>
        </message>
        <message>
            <location filename="../core/anomalies/anomaly_report.py"></location>
            <source>percentile class</source>
            <translation>百分位级别</translation>
        </message>
        <message>
            <location filename="../core/anomalies/anomaly_report.py"></location>
            <source>places in the group</source>
            <translation>组内位置数</translation>
        </message>
        <message>
            <location filename="../core/anomalies/anomaly_report.py"></location>
            <source>nearest known deposit, km</source>
            <translation>最近的已知矿床，km</translation>
        </message>
        <message>
            <location filename="../core/anomalies/anomaly_report.py"></location>
            <source>rank correlation with the main score</source>
            <translation>与主得分的秩相关系数</translation>
        </message>
        <message>
            <location filename="../core/anomalies/anomaly_report.py"></location>
            <source>difference to the main score</source>
            <translation>与主得分之差</translation>
        </message>
        <message>
            <location filename="../core/anomalies/anomaly_report.py"></location>
            <source>No known deposits were given, so nothing can be said about which of these scores is right: the correlations only say how alike they are. Give DEPOSITS to have them ranked.</source>
            <translation>没有给出已知矿床，因此无法说明这些得分中哪个正确：相关系数只表示它们彼此有多相似。请给出 DEPOSITS 以评判其排序。</translation>
        </message>
        <message>
            <location filename="../core/anomalies/anomaly_report.py"></location>
            <source>No DEPOSITS were given, so scores are ranked by LABELS; what was learned from these is out of fold.</source>
            <translation>没有给出 DEPOSITS，因此用 LABELS 评判得分的排序；从 LABELS 学到的得分为折外得分。</translation>
        </message>
        <message>
            <location filename="../core/anomalies/anomaly_report.py"></location>
            <source>5, 10, 20 %: share of the deposits in the best so many per cent of the places.</source>
            <translation>5、10、20 %：得分最高的相应百分比的位置中所含矿床的比例。</translation>
        </message>
        <message>
            <location filename="../core/anomalies/anomaly_report.py"></location>
            <source>main: {title}</source>
            <translation>主得分：{title}</translation>
        </message>
        <message>
            <location filename="../core/anomalies/anomaly_report.py"></location>
            <source>best places, % of all</source>
            <translation>得分最高的位置，占全部的 %</translation>
        </message>
        <message>
            <location filename="../core/anomalies/anomaly_report.py"></location>
            <location filename="../core/products/class_limits.py"></location>
            <source>breaks of the concentration-area fractal</source>
            <translation>浓度-面积分形的转折点</translation>
        </message>
        <message>
            <location filename="../core/anomalies/anomaly_report.py"></location>
            <source>limits of {name}</source>
            <translation>{name} 的界限</translation>
        </message>
        <message>
            <location filename="../core/anomalies/anomaly_report.py"></location>
            <source>places</source>
            <translation>位置</translation>
        </message>
        <message>
            <location filename="../core/anomalies/anomaly_report.py"></location>
            <source>percentiles of the score</source>
            <translation>得分的百分位</translation>
        </message>
        <message>
            <location filename="../core/anomalies/anomaly_report.py"></location>
            <source>above a score of</source>
            <translation>评分大于</translation>
        </message>
        <message>
            <location filename="../core/anomalies/anomaly_report.py"></location>
            <source>Three usual answers to what is anomalous, side by side: none follows from the numbers alone. Where the line of area over content bends, another population of contents begins.</source>
            <translation>对“什么算异常”的三种常用回答，并列于此：没有一种仅凭数字本身就能得出。面积随含量变化的曲线转折之处，是另一含量总体的起点。</translation>
        </message>
        <message>
            <location filename="../core/anomalies/anomaly_report.py"></location>
            <source>median and 2 median absolute deviations of the logarithms</source>
            <translation>对数的中位数加 2 倍绝对中位差</translation>
        </message>
        <message>
            <location filename="../core/anomalies/anomaly_report.py"></location>
            <source>up to {limit}</source>
            <translation>不超过 {limit}</translation>
        </message>
        <message>
            <location filename="../core/anomalies/anomaly_report.py"></location>
            <source>above {limit}</source>
            <translation>大于 {limit}</translation>
        </message>
        <message>
            <location filename="../core/anomalies/anomaly_report.py"></location>
            <source>none</source>
            <translation>无</translation>
        </message>
        <message>
            <location filename="../core/anomalies/anomaly_report.py"></location>
            <location filename="../core/evaluation/ranked_report.py"></location>
            <source>{low} to {high}</source>
            <translation>{low} 至 {high}</translation>
        </message>
        <message>
            <location filename="../core/anomalies/anomaly_report.py"></location>
            <source>below {limit}</source>
            <translation>低于 {limit}</translation>
        </message>
        <message>
            <location filename="../core/anomalies/anomaly_report.py"></location>
            <source>{limit} and above</source>
            <translation>不低于 {limit}</translation>
        </message>
        <message>
            <location filename="../core/anomalies/anomaly_report.py"></location>
            <source>area with at least that, km²</source>
            <translation>含量不低于该值的面积，km²</translation>
        </message>
        <message>
            <location filename="../core/anomalies/anomaly_report.py"></location>
            <source>Concentration-area; dashed: breaks</source>
            <translation>浓度-面积；虚线：转折点</translation>
        </message>
        <message>
            <location filename="../core/anomalies/anomaly_report.py"></location>
            <location filename="../core/evaluation/evaluation_report.py"></location>
            <location filename="../core/fusion/training_report.py"></location>
            <location filename="../core/products/classification_report.py"></location>
            <location filename="../core/superresolution/super_report.py"></location>
            <source>element</source>
            <translation>元素</translation>
        </message>
        <message>
            <location filename="../core/anomalies/anomaly_report.py"></location>
            <location filename="../core/laboratory/reading_report.py"></location>
            <source>field</source>
            <translation>字段</translation>
        </message>
        <message>
            <location filename="../core/anomalies/anomaly_report.py"></location>
            <location filename="../core/prospectivity/prospectivity_report.py"></location>
            <source>part</source>
            <translation>作用</translation>
        </message>
        <message>
            <location filename="../core/anomalies/anomaly_report.py"></location>
            <location filename="../core/fusion/training_report.py"></location>
            <location filename="../core/laboratory/reading_report.py"></location>
            <location filename="../core/products/classification_report.py"></location>
            <location filename="../core/superresolution/super_report.py"></location>
            <source>unit</source>
            <translation>单位</translation>
        </message>
        <message>
            <location filename="../core/anomalies/anomaly_report.py"></location>
            <location filename="../core/laboratory/reading_report.py"></location>
            <source>missing</source>
            <translation>缺失</translation>
        </message>
        <message>
            <location filename="../core/anomalies/anomaly_report.py"></location>
            <source>below the limit</source>
            <translation>低于检出限</translation>
        </message>
        <message>
            <location filename="../core/anomalies/anomaly_report.py"></location>
            <location filename="../core/laboratory/reading_report.py"></location>
            <source>median</source>
            <translation>中位数</translation>
        </message>
        <message>
            <location filename="../core/anomalies/anomaly_report.py"></location>
            <source>Shares are of the places. What was left out is told under '{notes}'.</source>
            <translation>比例按位置计。未使用的内容见“{notes}”。</translation>
        </message>
        <message>
            <location filename="../core/anomalies/anomaly_report.py"></location>
            <source>target</source>
            <translation>目标元素</translation>
        </message>
        <message>
            <location filename="../core/anomalies/anomaly_report.py"></location>
            <source>pathfinder</source>
            <translation>指示元素</translation>
        </message>
        <message>
            <location filename="../core/anomalies/anomaly_report.py"></location>
            <source>rows of the samples</source>
            <translation>样品的行数</translation>
        </message>
        <message>
            <location filename="../core/anomalies/anomaly_report.py"></location>
            <source>rows used</source>
            <translation>使用的行数</translation>
        </message>
        <message>
            <location filename="../core/anomalies/anomaly_report.py"></location>
            <source>different places</source>
            <translation>不同的位置</translation>
        </message>
        <message>
            <location filename="../core/anomalies/anomaly_report.py"></location>
            <source>known deposits</source>
            <translation>已知矿床</translation>
        </message>
        <message>
            <location filename="../core/anomalies/anomaly_report.py"></location>
            <source>deposits that were learned from</source>
            <translation>供学习的矿床</translation>
        </message>
        <message>
            <location filename="../core/anomalies/anomaly_report.py"></location>
            <location filename="../core/evaluation/target_report.py"></location>
            <location filename="../core/laboratory/reading_report.py"></location>
            <location filename="../core/prospectivity/prospectivity_report.py"></location>
            <source>what</source>
            <translation>项目</translation>
        </message>
        <message>
            <location filename="../core/anomalies/anomaly_report.py"></location>
            <location filename="../core/evaluation/target_report.py"></location>
            <source>count</source>
            <translation>数量</translation>
        </message>
        <message>
            <location filename="../core/anomalies/detection.py"></location>
            <source>multiscale level and exceedance, with the network</source>
            <translation>多尺度含量水平与超出量，使用网络</translation>
        </message>
        <message>
            <location filename="../core/anomalies/detection.py"></location>
            <source>the network alone</source>
            <translation>只用网络</translation>
        </message>
        <message>
            <location filename="../core/anomalies/detection.py"></location>
            <source>learned from known deposits, out of fold</source>
            <translation>从已知矿床学习，折外</translation>
        </message>
        <message>
            <location filename="../core/anomalies/detection.py"></location>
            <source>null: learned from where samples lie alone, out of fold</source>
            <translation>零模型：只从样品位置学习，折外</translation>
        </message>
        <message>
            <location filename="../core/anomalies/detection.py"></location>
            <source>multiscale level and exceedance, without a network</source>
            <translation>多尺度含量水平与超出量，不用网络</translation>
        </message>
        <message>
            <location filename="../core/anomalies/detection.py"></location>
            <source>level of the target at several scales</source>
            <translation>目标元素在多个尺度上的含量水平</translation>
        </message>
        <message>
            <location filename="../core/anomalies/detection.py"></location>
            <source>exceedance of target and pathfinders at several scales</source>
            <translation>目标元素和指示元素在多个尺度上的超出量</translation>
        </message>
        <message>
            <location filename="../core/anomalies/detection.py"></location>
            <source>the target by itself</source>
            <translation>目标元素本身</translation>
        </message>
        <message>
            <location filename="../core/anomalies/detection.py"></location>
            <source>the target, mean with 8 neighbours</source>
            <translation>目标元素，与 8 个邻点的均值</translation>
        </message>
        <message>
            <location filename="../core/anomalies/detection.py"></location>
            <source>the target, mean with 24 neighbours</source>
            <translation>目标元素，与 24 个邻点的均值</translation>
        </message>
        <message>
            <location filename="../core/anomalies/detection.py"></location>
            <source>robust Mahalanobis distance</source>
            <translation>稳健马氏距离</translation>
        </message>
        <message>
            <location filename="../core/anomalies/detection.py"></location>
            <source>residual of principal components</source>
            <translation>主成分残差</translation>
        </message>
        <message>
            <location filename="../core/anomalies/detection.py"></location>
            <source>distance to the nearest in the space of elements</source>
            <translation>元素空间中到最近位置的距离</translation>
        </message>
        <message>
            <location filename="../core/anomalies/detection.py"></location>
            <source>isolation forest</source>
            <translation>孤立森林</translation>
        </message>
        <message>
            <location filename="../core/anomalies/detection.py"></location>
            <source>null: spacing of the places</source>
            <translation>零模型：位置间距</translation>
        </message>
        <message>
            <location filename="../core/anomalies/detection.py"></location>
            <source>The samples have no {targets}, which the model seeks: choose a survey with it, or make a model of these samples.</source>
            <translation>样品中没有模型所找的 {targets}：请选择含有它的调查，或用这些样品建立模型。</translation>
        </message>
        <message>
            <location filename="../core/anomalies/detection.py"></location>
            <source>The samples lack {count} of the {total} elements of the model ({names}): choose a survey with more of them, or make a model of these samples.</source>
            <translation>模型的 {total} 个元素中，样品缺少 {count} 个（{names}）：请选择含有其中更多元素的调查，或用这些样品建立模型。</translation>
        </message>
        <message>
            <location filename="../core/anomalies/detection.py"></location>
            <source>Elements of the model that the samples lack: {names}.</source>
            <translation>样品缺少的模型元素：{names}。</translation>
        </message>
        <message>
            <location filename="../core/anomalies/detection.py"></location>
            <source>Elements that the model does not know, left out: {names}.</source>
            <translation>模型未知、不予使用的元素：{names}。</translation>
        </message>
        <message>
            <location filename="../core/anomalies/detection.py"></location>
            <source>{name} is in {found}, and the model knows it in {unit}: convert the field, or name its unit.</source>
            <translation>{name} 的单位是 {found}，而模型中为 {unit}：请换算该字段，或在字段名中注明单位。</translation>
        </message>
        <message>
            <location filename="../core/anomalies/detection.py"></location>
            <source>an unknown unit</source>
            <translation>未知单位</translation>
        </message>
        <message>
            <location filename="../core/anomalies/detection.py"></location>
            <source>No target can be proposed for the elements {names}: choose one in TARGET.</source>
            <translation>无法为元素 {names} 建议目标元素：请在 TARGET 中选择一个。</translation>
        </message>
        <message>
            <location filename="../core/anomalies/detection.py"></location>
            <source>Target proposed: {name}. Choose another one in TARGET.</source>
            <translation>建议的目标元素：{name}。可在 TARGET 中另选。</translation>
        </message>
        <message>
            <location filename="../core/anomalies/detection.py"></location>
            <source>TARGET and PATHFINDERS have no part beside MODEL_IN: the model has its own.</source>
            <translation>给出 MODEL_IN 时 TARGET 和 PATHFINDERS 不起作用：模型有自己的目标元素和指示元素。</translation>
        </message>
        <message>
            <location filename="../core/anomalies/detection.py"></location>
            <source>{parameter}: '{name}' is none of the elements that can be used ({names}), as it is missing, constant or no content: choose another field.</source>
            <translation>{parameter}：“{name}”不是可用的元素（{names}）之一，因为它缺失、恒定或不是含量：请选择另一个字段。</translation>
        </message>
        <message>
            <location filename="../core/anomalies/findings.py"></location>
            <source>Sought: {targets}, with {pathfinders} as pathfinders, among {elements} elements at {places} places.</source>
            <translation>所找元素：{targets}；指示元素：{pathfinders}；共 {elements} 个元素，{places} 个位置。</translation>
        </message>
        <message>
            <location filename="../core/anomalies/findings.py"></location>
            <source>The network explains {r2:.2f} of the variance of values that were hidden at places held out.</source>
            <translation>网络对留出位置上被隐藏值的方差解释率为 {r2:.2f}。</translation>
        </message>
        <message>
            <location filename="../core/anomalies/findings.py"></location>
            <source>The scores of networks of two seeds agree with a rank correlation of {r:.2f} only: take none of them at its word.</source>
            <translation>两个随机种子的网络所得得分的秩相关系数仅为 {r:.2f}：对其中任何一个都不可尽信。</translation>
        </message>
        <message>
            <location filename="../core/anomalies/findings.py"></location>
            <source>With and without the network the scores have a rank correlation of {r:.2f}. Which of them finds deposits cannot be told without DEPOSITS.</source>
            <translation>使用与不用网络的得分，其秩相关系数为 {r:.2f}。没有 DEPOSITS，无法判断哪一个能找到矿床。</translation>
        </message>
        <message>
            <location filename="../core/anomalies/findings.py"></location>
            <source>The network adds nothing that can be told from chance: AUC over known places {gain:+.3f} with a standard error of {error:.3f}.</source>
            <translation>网络没有可与偶然区分的贡献：已知含矿位置上的 AUC 变化 {gain:+.3f}，标准误差为 {error:.3f}。</translation>
        </message>
        <message>
            <location filename="../core/anomalies/findings.py"></location>
            <source>The network adds {gain:+.3f} to the AUC over known places, with a standard error of {error:.3f}.</source>
            <translation>网络使已知含矿位置上的 AUC 提高（{gain:+.3f}），标准误差为 {error:.3f}。</translation>
        </message>
        <message>
            <location filename="../core/anomalies/findings.py"></location>
            <source>The network takes {gain:+.3f} from the AUC over known places, with a standard error of {error:.3f}.</source>
            <translation>网络使已知含矿位置上的 AUC 降低（{gain:+.3f}），标准误差为 {error:.3f}。</translation>
        </message>
        <message>
            <location filename="../core/anomalies/findings.py"></location>
            <source>The score ranks {known} different places of known deposits with an AUC of {auc:.2f}; the best of the others, '{other}', has {others:.2f}.</source>
            <translation>评分对 {known} 个不同的已知含矿位置排序，AUC 为 {auc:.2f}；其余评分中最好的“{other}”为 {others:.2f}。</translation>
        </message>
        <message>
            <location filename="../core/anomalies/findings.py"></location>
            <source>It is out of fold: no place was scored by a model that knew the deposits near it.</source>
            <translation>这是折外结果：没有任何位置由知道其附近矿床的模型评分。</translation>
        </message>
        <message>
            <location filename="../core/anomalies/findings.py"></location>
            <location filename="../core/evaluation/target_evaluation.py"></location>
            <source>Beside places of the same sampling density its AUC is {auc:.2f}.</source>
            <translation>与采样密度相同的位置比较时，其 AUC 为 {auc:.2f}。</translation>
        </message>
        <message>
            <location filename="../core/anomalies/findings.py"></location>
            <source>With so few places all this is mostly chance.</source>
            <translation>位置如此之少，以上结果多半出于偶然。</translation>
        </message>
        <message>
            <location filename="../core/anomalies/labelled.py"></location>
            <source>Known deposits left out, because no sample is near enough to stand for them: {count} of {total}.</source>
            <translation>因附近没有样品可以代表而未使用的已知矿床：{total} 个中的 {count} 个。</translation>
        </message>
        <message>
            <location filename="../core/anomalies/labelled.py"></location>
            <source>LABELS gives known deposits at too few different places of the survey ({count}, and {least} are the least to learn from): use them as DEPOSITS, which only evaluates.</source>
            <translation>LABELS 给出的已知矿床在该调查中所处的不同位置太少（{count} 个，而学习至少需要 {least} 个）：请将其用作只供评价的 DEPOSITS。</translation>
        </message>
        <message>
            <location filename="../core/anomalies/labelled.py"></location>
            <source>Learning from known deposits: {deposits} of them have {places} different places.</source>
            <translation>从已知矿床学习：{deposits} 个矿床位于 {places} 个不同的位置。</translation>
        </message>
        <message>
            <location filename="../core/anomalies/labelled.py"></location>
            <source>Beside ground that is held out, {count} of the {total} places of known deposits are left to learn from, and {least} are the least: the deposits lie too near each other, use them as DEPOSITS, which only evaluates.</source>
            <translation>除留出的区域外，{total} 个已知含矿位置中只剩 {count} 个可供学习，而至少需要 {least} 个：矿床彼此过近，请将其用作只供评价的 DEPOSITS。</translation>
        </message>
        <message>
            <location filename="../core/anomalies/network_report.py"></location>
            <source>The network comes from a model file; how it was trained stands in the report of that.</source>
            <translation>网络取自模型文件；其训练情况见该模型的报告。</translation>
        </message>
        <message>
            <location filename="../core/anomalies/network_report.py"></location>
            <source>both branches, fused</source>
            <translation>两个分支，融合</translation>
        </message>
        <message>
            <location filename="../core/anomalies/network_report.py"></location>
            <source>other elements of the place</source>
            <translation>同一位置的其他元素</translation>
        </message>
        <message>
            <location filename="../core/anomalies/network_report.py"></location>
            <source>neighbouring places</source>
            <translation>邻近位置</translation>
        </message>
        <message>
            <location filename="../core/anomalies/network_report.py"></location>
            <source>R² of values that were hidden from the network, at places held out of training in patches: 1 is perfect, 0 no better than the mean of each element.</source>
            <translation>对网络隐藏的值的 R²，取自成片留出、未参与训练的位置：1 为完全正确，0 表示不优于各元素的均值。</translation>
        </message>
        <message>
            <location filename="../core/anomalies/network_report.py"></location>
            <source>predicted from</source>
            <translation>预测依据</translation>
        </message>
        <message>
            <location filename="../core/anomalies/network_report.py"></location>
            <source>R² of hidden values</source>
            <translation>隐藏值的 R²</translation>
        </message>
        <message>
            <location filename="../core/anomalies/network_report.py"></location>
            <source>Networks of two seeds give scores with a rank correlation of {r:.3f}; the mean of their predictions is used.</source>
            <translation>两个随机种子的网络所得得分的秩相关系数为 {r:.3f}；采用其预测值的平均。</translation>
        </message>
        <message>
            <location filename="../core/anomalies/network_report.py"></location>
            <source>network {number}</source>
            <translation>网络 {number}</translation>
        </message>
        <message>
            <location filename="../core/anomalies/network_report.py"></location>
            <location filename="../core/reports/loss_curves.py"></location>
            <source>epoch</source>
            <translation>轮</translation>
        </message>
        <message>
            <location filename="../core/anomalies/network_report.py"></location>
            <source>loss at places held out</source>
            <translation>留出位置上的损失</translation>
        </message>
        <message>
            <location filename="../core/anomalies/network_report.py"></location>
            <source>Training</source>
            <translation>训练</translation>
        </message>
        <message>
            <location filename="../core/anomalies/network_report.py"></location>
            <source>{count} neighbours</source>
            <translation>{count} 个邻点</translation>
        </message>
        <message>
            <location filename="../core/anomalies/network_report.py"></location>
            <source>mean weight</source>
            <translation>平均权重</translation>
        </message>
        <message>
            <location filename="../core/anomalies/network_report.py"></location>
            <source>Weights of the scales, mean over places</source>
            <translation>各尺度的权重，各位置平均</translation>
        </message>
        <message>
            <location filename="../core/anomalies/network_report.py"></location>
            <source>Attention is descriptive: it tells where the network looks when an element is hidden, not what it needs, and nothing of causes. Occlusion is a test: the mean change of the predicted element, in robust standard deviations of its log-ratio, where another one is hidden as well.</source>
            <translation>注意力是描述性的：它表示某一元素被隐藏时网络看向何处，而不表示网络需要什么，更不说明成因。遮挡则是一种检验：另一元素也被隐藏时，被预测元素的平均变化，以其对数比的稳健标准差为单位。</translation>
        </message>
        <message>
            <location filename="../core/anomalies/network_report.py"></location>
            <source>Key indicators</source>
            <translation>关键指示元素</translation>
        </message>
        <message>
            <location filename="../core/anomalies/network_report.py"></location>
            <source>attention</source>
            <translation>注意力</translation>
        </message>
        <message>
            <location filename="../core/anomalies/network_report.py"></location>
            <source>{name}: what the network looks at</source>
            <translation>{name}：网络所看的元素</translation>
        </message>
        <message>
            <location filename="../core/anomalies/network_report.py"></location>
            <source>change of the prediction</source>
            <translation>预测值的变化</translation>
        </message>
        <message>
            <location filename="../core/anomalies/network_report.py"></location>
            <source>{name}: what its prediction needs</source>
            <translation>{name}：其预测所需的元素</translation>
        </message>
        <message>
            <location filename="../core/anomalies/network_report.py"></location>
            <source>{name}: attention and occlusion have a rank correlation of {r} over {count} elements.</source>
            <translation>{name}：在 {count} 个元素上，注意力与遮挡的秩相关系数为 {r}。</translation>
        </message>
        <message>
            <location filename="../core/anomalies/pathfinders.py"></location>
            <source>No pathfinders of {target} are known here: name them in PATHFINDERS, or it is sought by itself.</source>
            <translation>此处没有 {target} 的已知指示元素：请在 PATHFINDERS 中指定，否则只按该元素本身寻找。</translation>
        </message>
        <message>
            <location filename="../core/anomalies/pathfinders.py"></location>
            <source>Pathfinders of {target}: {names}.</source>
            <translation>{target} 的指示元素：{names}。</translation>
        </message>
        <message>
            <location filename="../core/anomalies/pathfinders.py"></location>
            <source>The survey has none of the pathfinders of {target} ({names}).</source>
            <translation>该调查中没有 {target} 的任何指示元素（{names}）。</translation>
        </message>
        <message>
            <location filename="../core/anomalies/request.py"></location>
            <source>Transformer of elements and graph attention of places, beside the scores without a network</source>
            <translation>元素的 Transformer 与位置的图注意力，并列不用网络的得分</translation>
        </message>
        <message>
            <location filename="../core/anomalies/request.py"></location>
            <source>the Transformer of elements alone</source>
            <translation>只用元素的 Transformer</translation>
        </message>
        <message>
            <location filename="../core/anomalies/request.py"></location>
            <source>graph attention of places alone</source>
            <translation>只用位置的图注意力</translation>
        </message>
        <message>
            <location filename="../core/anomalies/request.py"></location>
            <location filename="../core/prospectivity/request.py"></location>
            <source>no network</source>
            <translation>不用网络</translation>
        </message>
        <message>
            <location filename="../core/anomalies/request.py"></location>
            <source>WIDTH is {width}: give a multiple of 4, the number of attention heads.</source>
            <translation>WIDTH 为 {width}：请给出 4（注意力头数）的倍数。</translation>
        </message>
        <message>
            <location filename="../core/anomalies/request.py"></location>
            <source>NEIGHBOURS is '{text}': give one to {most} whole numbers from 1 to {largest}, such as {example}.</source>
            <translation>NEIGHBOURS 为“{text}”：请给出 1 到 {largest} 之间的整数，一至 {most} 个，例如 {example}。</translation>
        </message>
        <message>
            <location filename="../core/anomalies/survey.py"></location>
            <source>No field of '{source}' is named as an element or an oxide, such as Cu, Au_ppb or K2O_pct: choose the fields in FIELDS.</source>
            <translation>“{source}”中没有以元素或氧化物命名的字段，如 Cu、Au_ppb 或 K2O_pct：请在 FIELDS 中选择字段。</translation>
        </message>
        <message>
            <location filename="../core/anomalies/survey.py"></location>
            <source>'{source}' has no field '{field}': choose another one.</source>
            <translation>“{source}”没有字段“{field}”：请另选一个。</translation>
        </message>
        <message>
            <location filename="../core/anomalies/survey.py"></location>
            <source>Fields taken as contents of elements: {names}.</source>
            <translation>作为元素含量的字段：{names}。</translation>
        </message>
        <message>
            <location filename="../core/anomalies/survey.py"></location>
            <source>Values of 0 left out, as no content is 0: {names}.</source>
            <translation>因含量不可能为 0 而未使用的 0 值：{names}。</translation>
        </message>
        <message>
            <location filename="../core/anomalies/survey.py"></location>
            <source>Not in ppm, as how their unit becomes that is not known: {names}; scores do not depend on units.</source>
            <translation>因不知如何换算单位而未换算为 ppm：{names}；得分与单位无关。</translation>
        </message>
        <message>
            <location filename="../core/anomalies/survey.py"></location>
            <source>{name}: {values} left out, as no content is negative.</source>
            <translation>{name}：{values}未使用，因为含量不可能为负。</translation>
        </message>
        <message>
            <location filename="../core/anomalies/survey.py"></location>
            <source>No point of '{source}' has a place in metres: check the CRS of the layer.</source>
            <translation>“{source}”中没有一个点具有以米为单位的位置：请检查图层的坐标参考系（CRS）。</translation>
        </message>
        <message>
            <location filename="../core/anomalies/survey.py"></location>
            <source>None of the fields ({names}) of '{source}' holds a content above 0: choose other fields in FIELDS, and read the warnings in the log.</source>
            <translation>“{source}”的字段（{names}）中都没有大于 0 的含量：请在 FIELDS 中另选字段，并阅读日志中的警告。</translation>
        </message>
        <message>
            <location filename="../core/anomalies/survey.py"></location>
            <source>Left out, because they have no place: {points} of '{source}'.</source>
            <translation>因没有位置而未使用：“{source}”的 {points}。</translation>
        </message>
        <message>
            <location filename="../core/anomalies/survey.py"></location>
            <source>Left out, because no field has a content there: {points} of '{source}'.</source>
            <translation>因没有任何字段含有含量而未使用：“{source}”的 {points}。</translation>
        </message>
        <message>
            <location filename="../core/anomalies/survey.py"></location>
            <source>Left out, because more than {most:.0%} is missing: {names}.</source>
            <translation>因缺失超过 {most:.0%} 而未使用：{names}。</translation>
        </message>
        <message>
            <location filename="../core/anomalies/survey.py"></location>
            <source>{name} is kept as a target, though {share:.0%} of it is missing: scores lean on its neighbours there.</source>
            <translation>{name} 缺失 {share:.0%}，但作为目标元素予以保留：缺失处的得分依赖其邻点。</translation>
        </message>
        <message>
            <location filename="../core/anomalies/survey.py"></location>
            <source>Left out, because another field is the same element (in brackets): {names}.</source>
            <translation>因另一字段（括号内）为同一元素而未使用：{names}。</translation>
        </message>
        <message>
            <location filename="../core/anomalies/survey.py"></location>
            <source>{name}: what share of {oxide} its element is is not known: contents are those of the oxide.</source>
            <translation>{name}：不知道元素在 {oxide} 中所占的比例：含量为氧化物的含量。</translation>
        </message>
        <message>
            <location filename="../core/anomalies/survey.py"></location>
            <source>{name}: contents of {oxide} become those of its element, {share:.4f} of them.</source>
            <translation>{name}：{oxide} 的含量换算为其元素的含量，乘以 {share:.4f}。</translation>
        </message>
        <message>
            <location filename="../core/anomalies/survey.py"></location>
            <source>Left out, because they are the same everywhere: {names}.</source>
            <translation>因处处相同而未使用：{names}。</translation>
        </message>
        <message>
            <location filename="../core/anomalies/survey.py"></location>
            <source>Left out, because no element that is used has a content: {places}.</source>
            <translation>因所用元素都没有含量而未使用：{places}。</translation>
        </message>
        <message>
            <location filename="../core/anomalies/survey.py"></location>
            <source>'{source}' has {count} elements that can be used ({names}), and {least} are the least: choose more fields in FIELDS, and read in the log why fields were left out.</source>
            <translation>“{source}”有 {count} 个可用的元素（{names}），而至少需要 {least} 个：请在 FIELDS 中选择更多字段，并在日志中查看字段未使用的原因。</translation>
        </message>
        <message>
            <location filename="../core/anomalies/survey.py"></location>
            <source>'{source}' has contents at {places} only, and {least} are the least: give a survey with more samples.</source>
            <translation>“{source}”只在 {places}上有含量，而至少需要 {least} 个：请给出样品更多的调查。</translation>
        </message>
        <message>
            <location filename="../core/anomalies/survey.py"></location>
            <source>{names} and {more} more</source>
            <translation>{names} 等，另有 {more} 个</translation>
        </message>
        <message>
            <location filename="../core/deep/crossfit.py"></location>
            <source>No ground is left to learn from beside the blocks held out and {buffer:g} around them: give a larger BLOCK_SIZE, or other FOLDS.</source>
            <translation>除留出的区块及其周围 {buffer:g} 以内的范围外，没有可供学习的区域：请增大 BLOCK_SIZE，或更改 FOLDS。</translation>
        </message>
        <message>
            <location filename="../core/deep/graph_attention_training.py"></location>
            <source>The network was not trained: fewer than {least} places ({places}).</source>
            <translation>网络未训练：位置少于 {least} 个（{places}）。</translation>
        </message>
        <message>
            <location filename="../core/deep/learning.py"></location>
            <source>The network learned nothing: its loss on held-out ground was never a number. Look for extreme values in the inputs, or give another SEED.</source>
            <translation>网络没有学到任何内容：它在留出区域上的损失从未得到有效数值。请检查输入中是否有极端值，或换一个 SEED。</translation>
        </message>
        <message>
            <location filename="../core/deep/learning.py"></location>
            <source>Epoch {epoch}: loss {training:.3f} in training, {loss:.3f} held out.</source>
            <translation>第 {epoch} 轮：训练损失 {training:.3f}，留出损失 {loss:.3f}。</translation>
        </message>
        <message>
            <location filename="../core/deep/masked_autoencoder_training.py"></location>
            <source>The network cannot be trained: windows of the layers hold no values. Look at their extent.</source>
            <translation>网络无法训练：各图层的窗口没有值。请检查其范围。</translation>
        </message>
        <message>
            <location filename="../core/deep/patch_network.py"></location>
            <source>PATCH is {patch}: give an odd number of pixels, {smallest} to {largest}.</source>
            <translation>PATCH 为 {patch}：请给出 {smallest} 到 {largest} 之间的奇数（像元数）。</translation>
        </message>
        <message>
            <location filename="../core/deep/place_graph.py"></location>
            <source>A graph of places needs two places at least, and the coordinates of each.</source>
            <translation>位置图至少需要两个位置，并需要每个位置的坐标。</translation>
        </message>
        <message>
            <location filename="../core/deep/place_graph.py"></location>
            <source>Two samples lie at one place: give the mean of the samples of each place.</source>
            <translation>有两个样品位于同一位置：请给出每个位置上样品的均值。</translation>
        </message>
        <message>
            <location filename="../core/deep/pytorch.py"></location>
            <source>Windows: in the OSGeo4W Shell run 'python -m pip install torch'. macOS: run 'python3 -m pip install torch' with the Python inside QGIS.app. Linux: run 'python3 -m pip install torch', or install the package python3-torch. Then restart QGIS. Applying a model does not need it.</source>
            <translation>Windows：请在 OSGeo4W Shell 中运行“python -m pip install torch”。macOS：请用 QGIS.app 内的 Python 运行“python3 -m pip install torch”。Linux：请运行“python3 -m pip install torch”，或安装软件包 python3-torch。然后重新启动 QGIS。应用模型不需要它。</translation>
        </message>
        <message>
            <location filename="../core/deep/pytorch.py"></location>
            <source>Training a network needs the Python package PyTorch, which this QGIS does not have. {how}</source>
            <translation>训练网络需要 Python 软件包 PyTorch，而当前 QGIS 中没有。{how}</translation>
        </message>
        <message>
            <location filename="../core/deep/pytorch.py"></location>
            <source>Training needs PyTorch {oldest} or newer, but this QGIS has {have}. {how}</source>
            <translation>训练需要 PyTorch {oldest} 或更高版本，而当前 QGIS 中的版本为 {have}。{how}</translation>
        </message>
        <message>
            <location filename="../core/deep/pytorch.py"></location>
            <source>DEVICE '{name}' is not known: give one of {devices}.</source>
            <translation>DEVICE“{name}”不是可用的选项：请从 {devices} 中选择。</translation>
        </message>
        <message>
            <location filename="../core/deep/pytorch.py"></location>
            <source>DEVICE=cuda, but PyTorch finds no CUDA device here: use DEVICE=auto or cpu.</source>
            <translation>已指定 DEVICE=cuda，但 PyTorch 在此未找到 CUDA 设备：请使用 DEVICE=auto 或 cpu。</translation>
        </message>
        <message>
            <location filename="../core/deep/unet_training.py"></location>
            <source>No pixel of the finer survey is left to learn from: give one of more ground, or another BLOCK_SIZE or FOLDS.</source>
            <translation>较细测量中没有剩下可供学习的像元：请给出覆盖更大范围的测量，或更改 BLOCK_SIZE 或 FOLDS。</translation>
        </message>
        <message>
            <location filename="../core/deep/unet_training.py"></location>
            <source>No pixel of the finer survey is left to stop the training by: give one of more ground, or another BLOCK_SIZE or FOLDS.</source>
            <translation>较细测量中没有剩下可用于停止训练的像元：请给出覆盖更大范围的测量，或更改 BLOCK_SIZE 或 FOLDS。</translation>
        </message>
        <message>
            <location filename="../core/errors.py"></location>
            <source>The model file is damaged or was not made by Geochem Fusion: {what} cannot be used; train again.</source>
            <translation>模型文件已损坏，或不是由 Geochem Fusion 生成：{what} 无法使用；请重新训练。</translation>
        </message>
        <message>
            <location filename="../core/evaluation/elements.py"></location>
            <source>No band or field of {label} ({other}) has the name of an element of the first fused map ({first}): give them the same names.</source>
            <translation>{label}（{other}）的波段或字段中，没有与第一幅融合图的元素（{first}）同名的：请使用相同的名称。</translation>
        </message>
        <message>
            <location filename="../core/evaluation/elements.py"></location>
            <source>The bands or fields of {label} ({other}) do not have the names of the first fused map's ({first}) and are matched by their order: check that it is the same.</source>
            <translation>{label}（{other}）的波段或字段名称与第一幅融合图（{first}）不同，现按顺序匹配：请检查二者的顺序是否相同。</translation>
        </message>
        <message>
            <location filename="../core/evaluation/elements.py"></location>
            <source>'{name}' is not evaluated: it is not in {lacking}.</source>
            <translation>“{name}”不作评价：{lacking}中没有该元素。</translation>
        </message>
        <message>
            <location filename="../core/evaluation/elements.py"></location>
            <source>No element of the first fused map ({first}) is in all of {others}: evaluate maps of the same elements together.</source>
            <translation>第一幅融合图的元素（{first}）没有一个同时存在于{others}之中：请将元素相同的图放在一起评价。</translation>
        </message>
        <message>
            <location filename="../core/evaluation/evaluation.py"></location>
            <source>No fused map was given: choose at least one.</source>
            <translation>未给出融合图：请至少选择一幅。</translation>
        </message>
        <message>
            <location filename="../core/evaluation/evaluation.py"></location>
            <source>A difference raster needs a validation raster: leave it out, or give a raster.</source>
            <translation>差值栅格需要验证栅格：请不要输出差值栅格，或给出验证栅格。</translation>
        </message>
        <message>
            <location filename="../core/evaluation/evaluation.py"></location>
            <source>the validation data '{name}'</source>
            <translation>验证数据“{name}”</translation>
        </message>
        <message>
            <location filename="../core/evaluation/evaluation.py"></location>
            <source>the coarse map '{name}'</source>
            <translation>粗分辨率图“{name}”</translation>
        </message>
        <message>
            <location filename="../core/evaluation/evaluation.py"></location>
            <source>Comparing {label} with {validation}: {error}</source>
            <translation>比较{label}与{validation}：{error}</translation>
        </message>
        <message>
            <location filename="../core/evaluation/evaluation.py"></location>
            <source>the image '{name}'</source>
            <translation>影像“{name}”</translation>
        </message>
        <message>
            <location filename="../core/evaluation/evaluation.py"></location>
            <source>{name}: {used} of {known} {places} with a value are compared.</source>
            <translation>{name}：{known} 个有值的{places}中，比较了 {used} 个。</translation>
        </message>
        <message>
            <location filename="../core/evaluation/evaluation.py"></location>
            <source>'{name}' is not evaluated: no {places} are left where all maps have values.</source>
            <translation>“{name}”未作评价：没有各图均有值的{places}。</translation>
        </message>
        <message>
            <location filename="../core/evaluation/evaluation.py"></location>
            <source>There is no value in {data}: choose other bands or fields.</source>
            <translation>{data}中没有值：请另选波段或字段。</translation>
        </message>
        <message>
            <location filename="../core/evaluation/evaluation.py"></location>
            <source>no two maps have values at the same ones</source>
            <translation>没有任何两幅图在相同的位置上有值</translation>
        </message>
        <message>
            <location filename="../core/evaluation/evaluation.py"></location>
            <source>'{name}' has no value at any of them</source>
            <translation>“{name}”在这些位置上都没有值</translation>
        </message>
        <message>
            <location filename="../core/evaluation/evaluation.py"></location>
            <source>No {places} are left to compare: {reason}; check that all inputs show the same area, and evaluate a map that covers another part by itself.</source>
            <translation>没有剩下可供比较的{places}：{reason}；请检查所有输入是否为同一区域，覆盖其他区域的图请单独评价。</translation>
        </message>
        <message>
            <location filename="../core/evaluation/evaluation.py"></location>
            <source>each map at the pixel that holds the point; the coarse map as is at the cell that holds it</source>
            <translation>每幅图取点所在的像元；粗分辨率图本身取点所在的单元</translation>
        </message>
        <message>
            <location filename="../core/evaluation/evaluation.py"></location>
            <source>area-weighted mean of a map's valid pixels over each validation cell, where they cover at least half of it; the pixel at the cell's centre where cells are smaller than pixels</source>
            <translation>图的有效像元在每个验证单元内按面积加权的均值，要求有效像元至少覆盖该单元的一半；单元小于像元时，取单元中心处的像元</translation>
        </message>
        <message>
            <location filename="../core/evaluation/evaluation.py"></location>
            <source>validation points</source>
            <translation>验证点</translation>
        </message>
        <message>
            <location filename="../core/evaluation/evaluation.py"></location>
            <source>validation cells</source>
            <translation>验证单元</translation>
        </message>
        <message>
            <location filename="../core/evaluation/evaluation.py"></location>
            <location filename="../core/evaluation/evaluation_report.py"></location>
            <source>the fused map '{name}'</source>
            <translation>融合图“{name}”</translation>
        </message>
        <message>
            <location filename="../core/evaluation/evaluation_report.py"></location>
            <location filename="../core/fusion/comparison_report.py"></location>
            <location filename="../core/fusion/training_report.py"></location>
            <source>skill</source>
            <translation>技巧得分（skill）</translation>
        </message>
        <message>
            <location filename="../core/evaluation/evaluation_report.py"></location>
            <location filename="../core/fusion/comparison_report.py"></location>
            <source>skill (mean-pres.)</source>
            <translation>技巧得分（相对于保均值插值）</translation>
        </message>
        <message>
            <location filename="../core/evaluation/evaluation_report.py"></location>
            <source>r (validation)</source>
            <translation>r（验证数据）</translation>
        </message>
        <message>
            <location filename="../core/evaluation/evaluation_report.py"></location>
            <source>r of log10</source>
            <translation>log10 值的 r</translation>
        </message>
        <message>
            <location filename="../core/evaluation/evaluation_report.py"></location>
            <source>mean difference</source>
            <translation>平均差</translation>
        </message>
        <message>
            <location filename="../core/evaluation/evaluation_report.py"></location>
            <source>mean |difference|</source>
            <translation>|差值| 的均值</translation>
        </message>
        <message>
            <location filename="../core/evaluation/evaluation_report.py"></location>
            <source>std of difference</source>
            <translation>差值的标准差</translation>
        </message>
        <message>
            <location filename="../core/evaluation/evaluation_report.py"></location>
            <source>r (image)</source>
            <translation>r（影像）</translation>
        </message>
        <message>
            <location filename="../core/evaluation/evaluation_report.py"></location>
            <source>r (coarse)</source>
            <translation>r（粗分辨率图）</translation>
        </message>
        <message>
            <location filename="../core/evaluation/evaluation_report.py"></location>
            <source>coverage</source>
            <translation>覆盖比例</translation>
        </message>
        <message>
            <location filename="../core/evaluation/evaluation_report.py"></location>
            <source>All rows of an element are computed over the same {places}: those where the validation data, every fused map and every baseline have a value. A difference is map minus validation. Green marks the best value of each measure, baselines included. A high r alone proves nothing, because plain interpolation of the coarse map has it too: a fused map earns its place where its skill is above 0 and its RMSE below that of both interpolations.</source>
            <translation>同一元素的各行均在相同的{places}上计算，即验证数据、每幅融合图和每个基准图都有值之处。差值为图减去验证数据。绿色标出每项指标的最佳值，基准图也包括在内。仅有较高的 r 并不能说明什么，因为粗分辨率图的单纯插值同样有较高的 r：只有技巧得分（skill）大于 0，且 RMSE 低于两种插值时，融合图才有其价值。</translation>
        </message>
        <message>
            <location filename="../core/evaluation/evaluation_report.py"></location>
            <source>validation</source>
            <translation>验证数据</translation>
        </message>
        <message>
            <location filename="../core/evaluation/evaluation_report.py"></location>
            <location filename="../core/fusion/comparison_report.py"></location>
            <location filename="../core/fusion/training_report.py"></location>
            <source>image</source>
            <translation>影像</translation>
        </message>
        <message>
            <location filename="../core/evaluation/evaluation_report.py"></location>
            <location filename="../core/evaluation/target_report.py"></location>
            <source>Measures</source>
            <translation>指标</translation>
        </message>
        <message>
            <location filename="../core/evaluation/evaluation_report.py"></location>
            <source>Inputs and method</source>
            <translation>输入与方法</translation>
        </message>
        <message>
            <location filename="../core/evaluation/evaluation_report.py"></location>
            <source>1 fused map; {names}</source>
            <translation>1 幅融合图；{names}</translation>
        </message>
        <message>
            <location filename="../core/evaluation/evaluation_report.py"></location>
            <source>{count} fused maps; {names}</source>
            <translation>{count} 幅融合图；{names}</translation>
        </message>
        <message>
            <location filename="../core/evaluation/evaluation_report.py"></location>
            <source>Evaluation of fused maps</source>
            <translation>融合图评价</translation>
        </message>
        <message>
            <location filename="../core/evaluation/evaluation_report.py"></location>
            <location filename="../core/evaluation/target_report.py"></location>
            <source>measure</source>
            <translation>指标</translation>
        </message>
        <message>
            <location filename="../core/evaluation/evaluation_report.py"></location>
            <location filename="../core/evaluation/target_report.py"></location>
            <location filename="../core/fusion/comparison_report.py"></location>
            <source>meaning</source>
            <translation>含义</translation>
        </message>
        <message>
            <location filename="../core/evaluation/evaluation_report.py"></location>
            <source>What each measure means</source>
            <translation>各指标的含义</translation>
        </message>
        <message>
            <location filename="../core/evaluation/evaluation_report.py"></location>
            <source>Correlation with each image band</source>
            <translation>与影像各波段的相关系数</translation>
        </message>
        <message>
            <location filename="../core/evaluation/evaluation_report.py"></location>
            <source>n = {n} of {known} {places} with a value.</source>
            <translation>n = {n}（有值的{places}共 {known} 个）。</translation>
        </message>
        <message>
            <location filename="../core/evaluation/evaluation_report.py"></location>
            <source>Differences: map minus validation</source>
            <translation>差值：图减去验证数据</translation>
        </message>
        <message>
            <location filename="../core/evaluation/evaluation_report.py"></location>
            <source>Map against validation</source>
            <translation>图与验证数据对比</translation>
        </message>
        <message>
            <location filename="../core/evaluation/evaluation_report.py"></location>
            <source>Distribution of values</source>
            <translation>值的分布</translation>
        </message>
        <message>
            <location filename="../core/evaluation/evaluation_report.py"></location>
            <source>map minus validation</source>
            <translation>图减去验证数据</translation>
        </message>
        <message>
            <location filename="../core/evaluation/evaluation_report.py"></location>
            <location filename="../core/fusion/comparison_report.py"></location>
            <location filename="../core/fusion/training_report.py"></location>
            <location filename="../core/prospectivity/prospectivity_report.py"></location>
            <location filename="../core/reports/page.py"></location>
            <source>value</source>
            <translation>值</translation>
        </message>
        <message>
            <location filename="../core/evaluation/evaluation_report.py"></location>
            <source>Comparison: {rule}.</source>
            <translation>比较方式：{rule}。</translation>
        </message>
        <message>
            <location filename="../core/evaluation/evaluation_report.py"></location>
            <source>Validation grid: {rows} rows, {columns} columns, cells of {size}.</source>
            <translation>验证格网：{rows} 行，{columns} 列，单元大小为 {size}。</translation>
        </message>
        <message>
            <location filename="../core/evaluation/measures.py"></location>
            <source>number of validation cells or points compared, the same for all rows of an element</source>
            <translation>参与比较的验证单元或验证点的数量，同一元素的各行相同</translation>
        </message>
        <message>
            <location filename="../core/evaluation/measures.py"></location>
            <source>mean of map minus validation, in the unit of the element; 0 is best</source>
            <translation>图减去验证数据所得差值的均值，单位与该元素相同；0 为最好</translation>
        </message>
        <message>
            <location filename="../core/evaluation/measures.py"></location>
            <source>mean of the absolute difference, in the unit of the element; 0 is best</source>
            <translation>差值绝对值的均值，单位与该元素相同；0 为最好</translation>
        </message>
        <message>
            <location filename="../core/evaluation/measures.py"></location>
            <source>standard deviation of the difference (divided by n), in the unit of the element; 0 is best</source>
            <translation>差值的标准差（除数为 n），单位与该元素相同；0 为最好</translation>
        </message>
        <message>
            <location filename="../core/evaluation/measures.py"></location>
            <source>root of the mean squared difference, in the unit of the element; 0 is best</source>
            <translation>差值平方的均值的平方根，单位与该元素相同；0 为最好</translation>
        </message>
        <message>
            <location filename="../core/evaluation/measures.py"></location>
            <source>Pearson correlation of map and validation (no unit); 1 is best, but it does not see bias or scale</source>
            <translation>图与验证数据的皮尔逊相关系数（无单位）；1 为最好，但它不反映偏差和幅度上的差别</translation>
        </message>
        <message>
            <location filename="../core/evaluation/measures.py"></location>
            <source>Pearson correlation of decimal logarithms (no unit); null unless all values are positive</source>
            <translation>常用对数值的皮尔逊相关系数（无单位）；只要有值不为正，则为 null</translation>
        </message>
        <message>
            <location filename="../core/evaluation/measures.py"></location>
            <source>Pearson correlation of the map with the mean of the image bands (no unit); null without image</source>
            <translation>图与影像波段均值的皮尔逊相关系数（无单位）；没有影像时为 null</translation>
        </message>
        <message>
            <location filename="../core/evaluation/measures.py"></location>
            <source>Pearson correlation of the map with the coarse map as it is (no unit); null without that</source>
            <translation>图与粗分辨率图本身的皮尔逊相关系数（无单位）；没有粗分辨率图时为 null</translation>
        </message>
        <message>
            <location filename="../core/evaluation/measures.py"></location>
            <source>1 - MSE / MSE of bilinear interpolation of the coarse map (no unit); above 0 beats it</source>
            <translation>1 - MSE / 粗分辨率图双线性插值的 MSE（无单位）；大于 0 表示优于该插值</translation>
        </message>
        <message>
            <location filename="../core/evaluation/measures.py"></location>
            <source>1 - MSE / MSE of mean-preserving interpolation of the coarse map (no unit); above 0 beats it</source>
            <translation>1 - MSE / 粗分辨率图保均值插值的 MSE（无单位）；大于 0 即优于该插值</translation>
        </message>
        <message>
            <location filename="../core/evaluation/measures.py"></location>
            <source>share (0 to 1) of the validation cells or points with a value at which the map has one too</source>
            <translation>在有值的验证单元或验证点中，图也有值的所占比例（0 到 1）</translation>
        </message>
        <message>
            <location filename="../core/evaluation/measures.py"></location>
            <source>n = {n}, too few to be sure</source>
            <translation>n = {n}，数量太少，不足以下结论</translation>
        </message>
        <message>
            <location filename="../core/evaluation/measures.py"></location>
            <source>{element}: best fused map '{map}' has RMSE {rmse}</source>
            <translation>{element}：最好的融合图“{map}”的 RMSE 为 {rmse}</translation>
        </message>
        <message>
            <location filename="../core/evaluation/measures.py"></location>
            <source>{opening} ({count}); give the coarse map to see whether that is better than interpolating it.</source>
            <translation>{opening}（{count}）；请给出粗分辨率图，以查看融合图是否优于对其插值。</translation>
        </message>
        <message>
            <location filename="../core/evaluation/measures.py"></location>
            <source>{opening}, {gain:.0f} % below {other} ({count}).</source>
            <translation>{opening}，比{other}低 {gain:.0f} %（{count}）。</translation>
        </message>
        <message>
            <location filename="../core/evaluation/measures.py"></location>
            <source>{opening}, less than 1 % below {other} ({count}): no gain worth the name.</source>
            <translation>{opening}，比{other}低不到 1 %（{count}）：算不上有改进。</translation>
        </message>
        <message>
            <location filename="../core/evaluation/measures.py"></location>
            <source>{element}: no fused map beats {other}, RMSE {least} against {rmse} of '{map}' ({count}); use the {advice}.</source>
            <translation>{element}：没有融合图优于{other}，后者的 RMSE 为 {least}，而“{map}”为 {rmse}（{count}）；请使用{advice}。</translation>
        </message>
        <message>
            <location filename="../core/evaluation/measures.py"></location>
            <source>coarse map as it is</source>
            <translation>粗分辨率图本身</translation>
        </message>
        <message>
            <location filename="../core/evaluation/measures.py"></location>
            <source>interpolated map</source>
            <translation>插值图</translation>
        </message>
        <message>
            <location filename="../core/evaluation/measures.py"></location>
            <source>the coarse map as it is</source>
            <translation>粗分辨率图本身</translation>
        </message>
        <message>
            <location filename="../core/evaluation/measures.py"></location>
            <source>bilinear interpolation of the coarse map</source>
            <translation>粗分辨率图的双线性插值</translation>
        </message>
        <message>
            <location filename="../core/evaluation/measures.py"></location>
            <source>mean-preserving interpolation of the coarse map</source>
            <translation>粗分辨率图的保均值插值</translation>
        </message>
        <message>
            <location filename="../core/evaluation/places.py"></location>
            <source>the points</source>
            <translation>这些点</translation>
        </message>
        <message>
            <location filename="../core/evaluation/ranked_report.py"></location>
            <source>AUC, same density</source>
            <translation>AUC（密度相同）</translation>
        </message>
        <message>
            <location filename="../core/evaluation/ranked_report.py"></location>
            <source>AUC, known places</source>
            <translation>AUC（已知含矿位置）</translation>
        </message>
        <message>
            <location filename="../core/evaluation/ranked_report.py"></location>
            <location filename="../core/prospectivity/prospectivity_report.py"></location>
            <source>95 % interval</source>
            <translation>95 % 区间</translation>
        </message>
        <message>
            <location filename="../core/evaluation/ranked_report.py"></location>
            <source>deposits | area where curves meet</source>
            <translation>曲线相交处的矿床 | 面积</translation>
        </message>
        <message>
            <location filename="../core/evaluation/ranked_report.py"></location>
            <source>negatives above the threshold, %</source>
            <translation>高于阈值的负样本，%</translation>
        </message>
        <message>
            <location filename="../core/evaluation/ranked_report.py"></location>
            <source>deposits above the threshold, %</source>
            <translation>高于阈值的矿床，%</translation>
        </message>
        <message>
            <location filename="../core/evaluation/ranked_report.py"></location>
            <source>ROC, mean of {draws} draws; band: all draws of '{name}'</source>
            <translation>ROC，{draws} 次抽取的平均；色带：“{name}”的全部抽取</translation>
        </message>
        <message>
            <location filename="../core/evaluation/ranked_report.py"></location>
            <location filename="../core/evaluation/target_report.py"></location>
            <source>deposits captured, %</source>
            <translation>捕获的矿床，%</translation>
        </message>
        <message>
            <location filename="../core/evaluation/ranked_report.py"></location>
            <source>Success rate</source>
            <translation>成功率</translation>
        </message>
        <message>
            <location filename="../core/evaluation/ranked_report.py"></location>
            <source>deposits captured</source>
            <translation>捕获的矿床</translation>
        </message>
        <message>
            <location filename="../core/evaluation/ranked_report.py"></location>
            <source>100 % minus area</source>
            <translation>100 % 减去面积</translation>
        </message>
        <message>
            <location filename="../core/evaluation/ranked_report.py"></location>
            <source>{captured:.0%} in {area:.0%}</source>
            <translation>{area:.0%} 中有 {captured:.0%}</translation>
        </message>
        <message>
            <location filename="../core/evaluation/ranked_report.py"></location>
            <source>threshold, percentile of the score</source>
            <translation>阈值，得分的百分位</translation>
        </message>
        <message>
            <location filename="../core/evaluation/ranked_report.py"></location>
            <source>Prediction-area plot of '{name}'</source>
            <translation>“{name}”的预测-面积图</translation>
        </message>
        <message>
            <location filename="../core/evaluation/ranking.py"></location>
            <source>There is nothing to rank against: both known places and others are needed.</source>
            <translation>没有可供对照排序的内容：既需要已知含矿位置，也需要其他位置。</translation>
        </message>
        <message>
            <location filename="../core/evaluation/ranking.py"></location>
            <source>There is nothing to rank: both known places and others are needed.</source>
            <translation>没有可供排序的内容：既需要已知含矿位置，也需要其他位置。</translation>
        </message>
        <message>
            <location filename="../core/evaluation/target_cells.py"></location>
            <source>null: distance to the edge</source>
            <translation>零模型：到边缘的距离</translation>
        </message>
        <message>
            <location filename="../core/evaluation/target_cells.py"></location>
            <source>null: nearness to the centre</source>
            <translation>零模型：接近中心的程度</translation>
        </message>
        <message>
            <location filename="../core/evaluation/target_cells.py"></location>
            <location filename="../core/evaluation/target_evaluation.py"></location>
            <location filename="../core/evaluation/target_report.py"></location>
            <location filename="../core/laboratory/reading_report.py"></location>
            <location filename="../core/prospectivity/findings.py"></location>
            <source>cells</source>
            <translation>单元</translation>
        </message>
        <message>
            <location filename="../core/evaluation/target_cells.py"></location>
            <source>Deposits in cells without a value that take the nearest cell with one: {count} of {total}.</source>
            <translation>位于无值单元、改取最近有值单元的矿床：{total} 个中的 {count} 个。</translation>
        </message>
        <message>
            <location filename="../core/evaluation/target_evaluation.py"></location>
            <source>the score, or a null that knows nothing of what was measured</source>
            <translation>得分，或对测量内容一无所知的零模型</translation>
        </message>
        <message>
            <location filename="../core/evaluation/target_evaluation.py"></location>
            <source>score or null</source>
            <translation>得分（score）或零模型（null）</translation>
        </message>
        <message>
            <location filename="../core/evaluation/target_evaluation.py"></location>
            <source>mean area under the ROC curve over the draws of negatives; 0.5 says nothing</source>
            <translation>各次抽取负样本的 ROC 曲线下面积的均值；0.5 表示没有区分能力</translation>
        </message>
        <message>
            <location filename="../core/evaluation/target_evaluation.py"></location>
            <source>standard deviation of that over the draws</source>
            <translation>上述值在各次抽取间的标准差</translation>
        </message>
        <message>
            <location filename="../core/evaluation/target_evaluation.py"></location>
            <source>AUC against all negatives at once</source>
            <translation>一次相对于全部负样本的 AUC</translation>
        </message>
        <message>
            <location filename="../core/evaluation/target_evaluation.py"></location>
            <source>the same with each known place once, however many deposits it stands for</source>
            <translation>同上，但每个已知含矿位置只计一次，无论它代表多少个矿床</translation>
        </message>
        <message>
            <location filename="../core/evaluation/target_evaluation.py"></location>
            <source>lower end of its 95 % bootstrap interval</source>
            <translation>其 95 % 自助法区间的下限</translation>
        </message>
        <message>
            <location filename="../core/evaluation/target_evaluation.py"></location>
            <source>upper end of its 95 % bootstrap interval</source>
            <translation>其 95 % 自助法区间的上限</translation>
        </message>
        <message>
            <location filename="../core/evaluation/target_evaluation.py"></location>
            <source>AUC against others of the same sampling density; a score of density alone falls to 0.5</source>
            <translation>相对于采样密度相同的其他位置的 AUC；只反映密度的得分会降到 0.5</translation>
        </message>
        <message>
            <location filename="../core/evaluation/target_evaluation.py"></location>
            <source>auc_places minus that of the first score</source>
            <translation>auc_places 减去第一个得分的 auc_places</translation>
        </message>
        <message>
            <location filename="../core/evaluation/target_evaluation.py"></location>
            <source>standard error of the difference by bootstrap over known places</source>
            <translation>对已知含矿位置作自助法所得该差值的标准误差</translation>
        </message>
        <message>
            <location filename="../core/evaluation/target_evaluation.py"></location>
            <source>share of the deposits in the best 5 % of the samples or cells</source>
            <translation>得分最高的 5 % 样品或单元中所含矿床的比例</translation>
        </message>
        <message>
            <location filename="../core/evaluation/target_evaluation.py"></location>
            <source>share of the deposits in the best 10 %</source>
            <translation>得分最高的 10 % 中所含矿床的比例</translation>
        </message>
        <message>
            <location filename="../core/evaluation/target_evaluation.py"></location>
            <source>share of the deposits in the best 20 %</source>
            <translation>得分最高的 20 % 中所含矿床的比例</translation>
        </message>
        <message>
            <location filename="../core/evaluation/target_evaluation.py"></location>
            <source>share of the deposits where the curves of the prediction-area plot meet</source>
            <translation>预测-面积图两条曲线相交处所含矿床的比例</translation>
        </message>
        <message>
            <location filename="../core/evaluation/target_evaluation.py"></location>
            <source>share of the samples or cells there</source>
            <translation>该处样品或单元的比例</translation>
        </message>
        <message>
            <location filename="../core/evaluation/target_evaluation.py"></location>
            <source>the score there</source>
            <translation>该处的得分</translation>
        </message>
        <message>
            <location filename="../core/evaluation/target_evaluation.py"></location>
            <source>The area '{source}' has no polygon: choose a layer with one.</source>
            <translation>区域“{source}”中没有面：请选择含有面的图层。</translation>
        </message>
        <message>
            <location filename="../core/evaluation/target_evaluation.py"></location>
            <location filename="../core/prospectivity/rivals.py"></location>
            <source>the deposits</source>
            <translation>矿床</translation>
        </message>
        <message>
            <location filename="../core/evaluation/target_evaluation.py"></location>
            <source>The map {path} has no cell with a value (after masking): check its nodata value and MASK.</source>
            <translation>图 {path} 没有有值的单元（掩膜之后）：请检查其无数据值和 MASK。</translation>
        </message>
        <message>
            <location filename="../core/evaluation/target_evaluation.py"></location>
            <source>Deposits outside the area, which are not ranked: {count} of {total}.</source>
            <translation>位于区域之外、不参与排序的矿床：{total} 个中的 {count} 个。</translation>
        </message>
        <message>
            <location filename="../core/evaluation/target_evaluation.py"></location>
            <source>Deposits at the place of another one, which count again: {count} of {total}.</source>
            <translation>与另一矿床位置相同、被重复计入的矿床：{total} 个中的 {count} 个。</translation>
        </message>
        <message>
            <location filename="../core/evaluation/target_evaluation.py"></location>
            <source>None of the deposits ({count}) lies in the area: check that both show the same ground and that each CRS is right.</source>
            <translation>矿床（{count} 个）都不在区域内：请检查二者是否为同一区域，以及各自的坐标参考系（CRS）是否正确。</translation>
        </message>
        <message>
            <location filename="../core/evaluation/target_evaluation.py"></location>
            <source>None of the {count} {places} lies in the area: check that both show the same ground and that each CRS is right.</source>
            <translation>{count} 个{places}都不在区域内：请检查二者是否为同一区域，以及各自的坐标参考系（CRS）是否正确。</translation>
        </message>
        <message>
            <location filename="../core/evaluation/target_evaluation.py"></location>
            <source>Left out, because they lie outside the area: {count} of {total} {places}.</source>
            <translation>因位于区域之外而未使用的{places}：{total} 个中的 {count} 个。</translation>
        </message>
        <message>
            <location filename="../core/evaluation/target_evaluation.py"></location>
            <source>'{name}': AUC {auc}, of a single known place, which proves nothing.</source>
            <translation>“{name}”：AUC 为 {auc}，只依据一个已知含矿位置，不能证明任何东西。</translation>
        </message>
        <message>
            <location filename="../core/evaluation/target_evaluation.py"></location>
            <source>'{name}' ranks deposits below other places: AUC {auc} (over known places {low} to {high}).</source>
            <translation>“{name}”将矿床排在其他位置之后：AUC 为 {auc}（按已知含矿位置为 {low} 至 {high}）。</translation>
        </message>
        <message>
            <location filename="../core/evaluation/target_evaluation.py"></location>
            <source>'{name}' is not shown to rank deposits better than chance: AUC {auc} (over known places {low} to {high}).</source>
            <translation>没有证据表明“{name}”对矿床的排序优于随机：AUC 为 {auc}（按已知含矿位置为 {low} 至 {high}）。</translation>
        </message>
        <message>
            <location filename="../core/evaluation/target_evaluation.py"></location>
            <source>'{name}' ranks deposits better than chance (AUC {auc}), but no better than what knows nothing of it ({null}, AUC {other} in its better direction).</source>
            <translation>“{name}”对矿床的排序优于随机（AUC 为 {auc}），但不优于对测量内容一无所知者（{null}，取其较好方向时 AUC 为 {other}）。</translation>
        </message>
        <message>
            <location filename="../core/evaluation/target_evaluation.py"></location>
            <source>'{name}' ranks deposits better than chance (AUC {auc}, over known places {low} to {high}) and than what knows nothing of it ({null}, AUC {other} in its better direction).</source>
            <translation>“{name}”对矿床的排序优于随机（AUC 为 {auc}，按已知含矿位置为 {low} 至 {high}），也优于对测量内容一无所知者（{null}，取其较好方向时 AUC 为 {other}）。</translation>
        </message>
        <message>
            <location filename="../core/evaluation/target_ranking.py"></location>
            <source>null: spacing of samples</source>
            <translation>零模型：样品间距</translation>
        </message>
        <message>
            <location filename="../core/evaluation/target_ranking.py"></location>
            <source>null: spacing of places</source>
            <translation>零模型：位置间距</translation>
        </message>
        <message>
            <location filename="../core/evaluation/target_ranking.py"></location>
            <source>The score '{name}' has no number: choose a field or band with numbers.</source>
            <translation>得分“{name}”中没有数值：请选择含有数值的字段或波段。</translation>
        </message>
        <message>
            <location filename="../core/evaluation/target_ranking.py"></location>
            <source>No sample has a value of every score: evaluate scores that share samples.</source>
            <translation>没有样品同时具有每个得分的值：请评价具有共同样品的得分。</translation>
        </message>
        <message>
            <location filename="../core/evaluation/target_ranking.py"></location>
            <source>Samples left out, because they lack a place or one of the scores: {count} of {total}.</source>
            <translation>因缺少位置或某个得分而未使用的样品：{total} 个中的 {count} 个。</translation>
        </message>
        <message>
            <location filename="../core/evaluation/target_ranking.py"></location>
            <source>The score '{name}' is the same everywhere, so it ranks nothing: choose one that differs from place to place.</source>
            <translation>得分“{name}”处处相同，无法排序：请选择各处不同的得分。</translation>
        </message>
        <message>
            <location filename="../core/evaluation/target_ranking.py"></location>
            <source>No {places} are at least {distance:g} km from every deposit, so negatives are drawn from all {places}, also those beside deposits: give a smaller MIN_DISTANCE.</source>
            <translation>没有到每个矿床都不小于 {distance:g} km 的{places}，因此负样本取自全部{places}，包括矿床旁边的：请给出较小的 MIN_DISTANCE。</translation>
        </message>
        <message>
            <location filename="../core/evaluation/target_ranking.py"></location>
            <source>None of the deposits ({count}) lies where the score has values: check that both show the same ground and that each CRS is right.</source>
            <translation>矿床（{count} 个）都不在得分有值之处：请检查二者是否为同一区域，以及各自的坐标参考系（CRS）是否正确。</translation>
        </message>
        <message>
            <location filename="../core/evaluation/target_ranking.py"></location>
            <source>Deposits left out, because no {places} lie within {distance:.3g} km of them: {count} of {total}.</source>
            <translation>因 {distance:.3g} km 以内没有{places}而未使用的矿床：{total} 个中的 {count} 个。</translation>
        </message>
        <message>
            <location filename="../core/evaluation/target_ranking.py"></location>
            <source>Too few different {places} stand for the deposits ({known}): such figures are mostly chance.</source>
            <translation>代表矿床的不同{places}太少（{known} 个）：这样的数值多半出于偶然。</translation>
        </message>
        <message>
            <location filename="../core/evaluation/target_ranking.py"></location>
            <source>Deposits share {places}: {used} deposits have {known} different {places}.</source>
            <translation>有些矿床共用{places}：{used} 个矿床对应 {known} 个不同的{places}。</translation>
        </message>
        <message>
            <location filename="../core/evaluation/target_ranking.py"></location>
            <source>Deposits farther than {distance:g} km from the nearest of the {places}: {count} of {used}.</source>
            <translation>到最近的{places}超过 {distance:g} km 的矿床：{used} 个中的 {count} 个。</translation>
        </message>
        <message>
            <location filename="../core/evaluation/target_ranking.py"></location>
            <source>Deposits without others of the same sampling density, left out of that AUC: {count} of {used}.</source>
            <translation>没有采样密度相同的其他位置、未计入该 AUC 的矿床：{used} 个中的 {count} 个。</translation>
        </message>
        <message>
            <location filename="../core/evaluation/target_report.py"></location>
            <source>Every row is computed over the same deposits and the same negatives. A row is worth something where it is above 0.5, above every null, and above the first row by more than twice the standard error of the difference. The nulls know nothing of what was measured, only the spacing of the samples (the mean distance to the 16 nearest) or where on the map a place lies: what they reach, any score reaches that follows where people sampled. Green marks the best of each column, nulls included.</source>
            <translation>每一行都用同样的矿床和同样的负样本计算。某一行高于 0.5、高于每个零模型，且比第一行高出差值标准误差的两倍以上时，才有价值。零模型对测量内容一无所知，只知道样品间距（到最近 16 个样品的平均距离）或位置在图中何处：它们能达到的，任何跟随采样位置的得分也能达到。绿色标出每列的最佳值，零模型也包括在内。</translation>
        </message>
        <message>
            <location filename="../core/evaluation/target_report.py"></location>
            <source>scores</source>
            <translation>得分</translation>
        </message>
        <message>
            <location filename="../core/evaluation/target_report.py"></location>
            <location filename="../models/laboratory_table_to_classes.model3"></location>
            <source>Map</source>
            <translation>图</translation>
        </message>
        <message>
            <location filename="../core/evaluation/target_report.py"></location>
            <source>Deposits and negatives</source>
            <translation>矿床与负样本</translation>
        </message>
        <message>
            <location filename="../core/evaluation/target_report.py"></location>
            <location filename="../core/products/classification_report.py"></location>
            <source>Inputs</source>
            <translation>输入</translation>
        </message>
        <message>
            <location filename="../core/evaluation/target_report.py"></location>
            <source>Targets against known deposits</source>
            <translation>靶区与已知矿床对比</translation>
        </message>
        <message>
            <location filename="../core/evaluation/target_report.py"></location>
            <source>difference to the first</source>
            <translation>与第一个得分之差</translation>
        </message>
        <message>
            <location filename="../core/evaluation/target_report.py"></location>
            <source>5, 10, 20 %: share of the deposits in the best so many per cent of the {places}.</source>
            <translation>5、10、20 %：得分最高的相应百分比的{places}中所含矿床的比例。</translation>
        </message>
        <message>
            <location filename="../core/evaluation/target_report.py"></location>
            <source>What each measure of the table file means</source>
            <translation>表格文件中各指标的含义</translation>
        </message>
        <message>
            <location filename="../core/evaluation/target_report.py"></location>
            <source>best {places}, % of all</source>
            <translation>得分最高的{places}，占全部的 %</translation>
        </message>
        <message>
            <location filename="../core/evaluation/target_report.py"></location>
            <source>Deposits in the best 10 % of the {places}</source>
            <translation>得分最高的 10 % {places}中的矿床</translation>
        </message>
        <message>
            <location filename="../core/evaluation/target_report.py"></location>
            <source>The curves are those of the first {count} scores and of the nulls.</source>
            <translation>曲线为前 {count} 个得分和零模型的曲线。</translation>
        </message>
        <message>
            <location filename="../core/evaluation/target_report.py"></location>
            <source>'{name}', and the deposits as circles</source>
            <translation>“{name}”，圆圈为矿床</translation>
        </message>
        <message>
            <location filename="../core/evaluation/target_report.py"></location>
            <source>of them at least {distance} from every deposit</source>
            <translation>其中到每个矿床的距离都不小于 {distance}</translation>
        </message>
        <message>
            <location filename="../core/evaluation/target_report.py"></location>
            <source>negatives: all, as none are at least {distance} from every deposit</source>
            <translation>负样本：取全部，因为没有到每个矿床的距离都不小于 {distance} 的</translation>
        </message>
        <message>
            <location filename="../core/evaluation/target_report.py"></location>
            <source>deposits given</source>
            <translation>给出的矿床</translation>
        </message>
        <message>
            <location filename="../core/evaluation/target_report.py"></location>
            <source>outside the area, not ranked</source>
            <translation>位于区域之外，不参与排序</translation>
        </message>
        <message>
            <location filename="../core/evaluation/target_report.py"></location>
            <source>no {places} within {distance}, not ranked</source>
            <translation>{distance} 以内没有{places}，不参与排序</translation>
        </message>
        <message>
            <location filename="../core/evaluation/target_report.py"></location>
            <source>deposits ranked</source>
            <translation>参与排序的矿床</translation>
        </message>
        <message>
            <location filename="../core/evaluation/target_report.py"></location>
            <source>different places that stand for them</source>
            <translation>代表矿床的不同位置</translation>
        </message>
        <message>
            <location filename="../core/evaluation/target_report.py"></location>
            <source>clusters of them, drawn together in intervals</source>
            <translation>其聚类数，在区间中作为一个抽取</translation>
        </message>
        <message>
            <location filename="../core/evaluation/target_report.py"></location>
            <source>farther than {distance} from it, twice the spacing</source>
            <translation>到代表位置超过 {distance}（间距的两倍）</translation>
        </message>
        <message>
            <location filename="../core/evaluation/target_report.py"></location>
            <source>farther than {distance} from it</source>
            <translation>到代表位置超过 {distance}</translation>
        </message>
        <message>
            <location filename="../core/evaluation/target_report.py"></location>
            <source>{places} with a score</source>
            <translation>有得分的{places}</translation>
        </message>
        <message>
            <location filename="../core/evaluation/target_report.py"></location>
            <source>deposits with others of the same sampling density</source>
            <translation>有采样密度相同的其他位置的矿床</translation>
        </message>
        <message>
            <location filename="../core/evaluation/target_report.py"></location>
            <source>Distance from a deposit to what stands for it: median {median}, 90 % {ninth}, largest {largest}.</source>
            <translation>矿床到代表它的位置的距离：中位数 {median}，90 % 分位数 {ninth}，最大 {largest}。</translation>
        </message>
        <message>
            <location filename="../core/evaluation/target_report.py"></location>
            <source>A deposit takes the score of the nearest of the {places}; as many negatives as deposits are drawn with replacement from the {places} far from every deposit, {draws} times, seed {seed}.</source>
            <translation>矿床取最近的{places}的得分；从远离所有矿床的{places}中有放回地抽取与矿床同样多的负样本，共 {draws} 次，随机种子 {seed}。</translation>
        </message>
        <message>
            <location filename="../core/evaluation/verdict.py"></location>
            <source>{start}, {change:.0f} % less than '{plain}': the image helps to predict unseen ground.</source>
            <translation>{start}，比“{plain}”小 {change:.0f} %：影像有助于预测未见过的区域。</translation>
        </message>
        <message>
            <location filename="../core/evaluation/verdict.py"></location>
            <source>{start}, '{plain}' by {other}: away from the places that were measured the image adds nothing that is larger than its standard error.</source>
            <translation>{start}，而“{plain}”的误差为 {other}：在没有测量值的地方，影像带来的改进没有超过其标准误差。</translation>
        </message>
        <message>
            <location filename="../core/evaluation/verdict.py"></location>
            <source>{start}, {change:.0f} % more than '{plain}': away from the places that were measured the image alone predicts worse than doing without it; compare the fused map with plain interpolation before use.</source>
            <translation>{start}，比“{plain}”大 {change:.0f} %：在没有测量值的地方，仅凭影像预测不如不用影像；使用前请将融合图与普通插值比较。</translation>
        </message>
        <message>
            <location filename="../core/files.py"></location>
            <source>{other} and {name} have the same name: give each its own.</source>
            <translation>{other} 和 {name} 的名称相同：请各用不同的名称。</translation>
        </message>
        <message>
            <location filename="../core/files.py"></location>
            <source>{name}: {path} is also an input, which would be lost: give the output another name.</source>
            <translation>{name}：{path} 同时也是输入，会因此丢失：请为输出另取名称。</translation>
        </message>
        <message>
            <location filename="../core/files.py"></location>
            <source>LAYOUT '{layout}' is not known: give one of {layouts}.</source>
            <translation>LAYOUT“{layout}”不是可用的选项：请从 {layouts} 中选择。</translation>
        </message>
        <message>
            <location filename="../core/files.py"></location>
            <source>The output {path} must be a GeoTIFF: let its name end in .tif.</source>
            <translation>输出 {path} 必须是 GeoTIFF：请使其文件名以 .tif 结尾。</translation>
        </message>
        <message>
            <location filename="../core/files.py"></location>
            <source>The output {path} is not on a disk: give the name of a file in a folder.</source>
            <translation>输出 {path} 不在磁盘上：请给出某个文件夹中的文件名。</translation>
        </message>
        <message>
            <location filename="../core/files.py"></location>
            <source>The output {path} is a folder: give the name of a file in it.</source>
            <translation>输出 {path} 是文件夹：请给出其中的文件名。</translation>
        </message>
        <message>
            <location filename="../core/files.py"></location>
            <source>The folder of the output {path} does not exist: create it first.</source>
            <translation>输出 {path} 所在的文件夹不存在：请先创建该文件夹。</translation>
        </message>
        <message>
            <location filename="../core/files.py"></location>
            <source>The output {path} is read-only: choose another name.</source>
            <translation>输出 {path} 为只读：请另选名称。</translation>
        </message>
        <message>
            <location filename="../core/files.py"></location>
            <source>The output {path} cannot be written ({reason}): choose another name or folder.</source>
            <translation>输出 {path} 无法写入（{reason}）：请另选名称或文件夹。</translation>
        </message>
        <message>
            <location filename="../core/files.py"></location>
            <source>Cannot write {path}: {reason} (is it open in another program?).</source>
            <translation>无法写入 {path}：{reason}（是否已在其他程序中打开？）。</translation>
        </message>
        <message>
            <location filename="../core/files.py"></location>
            <source>Cannot write {path}: {reason}.</source>
            <translation>无法写入 {path}：{reason}。</translation>
        </message>
        <message>
            <location filename="../core/formats.py"></location>
            <source>{number} sample</source>
            <translation>{number} 个样品</translation>
        </message>
        <message>
            <location filename="../core/formats.py"></location>
            <source>{number} samples</source>
            <translation>{number} 个样品</translation>
        </message>
        <message>
            <location filename="../core/formats.py"></location>
            <source>{number} place</source>
            <translation>{number} 个位置</translation>
        </message>
        <message>
            <location filename="../core/formats.py"></location>
            <source>{number} places</source>
            <translation>{number} 个位置</translation>
        </message>
        <message>
            <location filename="../core/formats.py"></location>
            <source>{number} cell</source>
            <translation>{number} 个单元</translation>
        </message>
        <message>
            <location filename="../core/formats.py"></location>
            <source>{number} cells</source>
            <translation>{number} 个单元</translation>
        </message>
        <message>
            <location filename="../core/formats.py"></location>
            <source>{number} point</source>
            <translation>{number} 个点</translation>
        </message>
        <message>
            <location filename="../core/formats.py"></location>
            <source>{number} points</source>
            <translation>{number} 个点</translation>
        </message>
        <message>
            <location filename="../core/formats.py"></location>
            <source>{number} value</source>
            <translation>{number} 个值</translation>
        </message>
        <message>
            <location filename="../core/formats.py"></location>
            <source>{number} values</source>
            <translation>{number} 个值</translation>
        </message>
        <message>
            <location filename="../core/formats.py"></location>
            <source>{number} usable place</source>
            <translation>{number} 个可用位置</translation>
        </message>
        <message>
            <location filename="../core/formats.py"></location>
            <source>{number} usable places</source>
            <translation>{number} 个可用位置</translation>
        </message>
        <message>
            <location filename="../core/formats.py"></location>
            <source>{number} usable value</source>
            <translation>{number} 个可用值</translation>
        </message>
        <message>
            <location filename="../core/formats.py"></location>
            <source>{number} usable values</source>
            <translation>{number} 个可用值</translation>
        </message>
        <message>
            <location filename="../core/formats.py"></location>
            <source>{number} duplicate</source>
            <translation>{number} 个重复样</translation>
        </message>
        <message>
            <location filename="../core/formats.py"></location>
            <source>{number} duplicates</source>
            <translation>{number} 个重复样</translation>
        </message>
        <message>
            <location filename="../core/formats.py"></location>
            <source>{number} detection limit</source>
            <translation>{number} 个检出限</translation>
        </message>
        <message>
            <location filename="../core/formats.py"></location>
            <source>{number} detection limits</source>
            <translation>{number} 个检出限</translation>
        </message>
        <message>
            <location filename="../core/formats.py"></location>
            <source>{number} band</source>
            <translation>{number} 个波段</translation>
        </message>
        <message>
            <location filename="../core/formats.py"></location>
            <source>{number} bands</source>
            <translation>{number} 个波段</translation>
        </message>
        <message>
            <location filename="../core/formats.py"></location>
            <source>{number} row</source>
            <translation>{number} 行</translation>
        </message>
        <message>
            <location filename="../core/formats.py"></location>
            <source>{number} rows</source>
            <translation>{number} 行</translation>
        </message>
        <message>
            <location filename="../core/formats.py"></location>
            <source>{number} column</source>
            <translation>{number} 列</translation>
        </message>
        <message>
            <location filename="../core/formats.py"></location>
            <source>{number} columns</source>
            <translation>{number} 列</translation>
        </message>
        <message>
            <location filename="../core/formats.py"></location>
            <source>{number} feature</source>
            <translation>{number} 个要素</translation>
        </message>
        <message>
            <location filename="../core/formats.py"></location>
            <source>{number} features</source>
            <translation>{number} 个要素</translation>
        </message>
        <message>
            <location filename="../core/formats.py"></location>
            <source>{number} deposit</source>
            <translation>{number} 个矿床</translation>
        </message>
        <message>
            <location filename="../core/formats.py"></location>
            <source>{number} deposits</source>
            <translation>{number} 个矿床</translation>
        </message>
        <message>
            <location filename="../core/formats.py"></location>
            <source>{number} element or oxide</source>
            <translation>{number} 个元素或氧化物</translation>
        </message>
        <message>
            <location filename="../core/formats.py"></location>
            <source>{number} elements or oxides</source>
            <translation>{number} 个元素或氧化物</translation>
        </message>
        <message>
            <location filename="../core/formats.py"></location>
            <source>{number} validation point</source>
            <translation>{number} 个验证点</translation>
        </message>
        <message>
            <location filename="../core/formats.py"></location>
            <source>{number} validation points</source>
            <translation>{number} 个验证点</translation>
        </message>
        <message>
            <location filename="../core/fusion/application.py"></location>
            <source>RASTERS is empty, and the model {path} does not remember its images: give RASTERS.</source>
            <translation>RASTERS 为空，而模型 {path} 没有记住其影像：请给出 RASTERS。</translation>
        </message>
        <message>
            <location filename="../core/fusion/application.py"></location>
            <source>The rasters are those that the model remembers: {paths}.</source>
            <translation>所用栅格为模型记住的栅格：{paths}。</translation>
        </message>
        <message>
            <location filename="../core/fusion/application.py"></location>
            <source>The raster {path} has changed since the model was trained on it.</source>
            <translation>栅格 {path} 自训练模型以来已有改动。</translation>
        </message>
        <message>
            <location filename="../core/fusion/application.py"></location>
            <source>No pixel lies in a cell of GEOCHEM that has a value: check that GEOCHEM covers the image.</source>
            <translation>没有像元位于 GEOCHEM 的有值单元内：请检查 GEOCHEM 是否覆盖影像。</translation>
        </message>
        <message>
            <location filename="../core/fusion/application.py"></location>
            <source>The model needs {levels} pyramid levels, but an image of {width} x {height} pixels has {largest}: give the whole image and choose the part with EXTENT, or train with fewer LEVELS.</source>
            <translation>模型需要 {levels} 个金字塔层，但 {width} x {height} 像元的影像最多只有 {largest} 层：请给出整景影像并用 EXTENT 选择其中的范围，或用较小的 LEVELS 训练。</translation>
        </message>
        <message>
            <location filename="../core/fusion/application.py"></location>
            <source>The image has no pixel with a value in every band here: check nodata, MASK and EXTENT.</source>
            <translation>影像在此处没有一个像元在所有波段都有值：请检查无数据值、MASK 和 EXTENT。</translation>
        </message>
        <message>
            <location filename="../core/fusion/application.py"></location>
            <source>Outside the range that the model was trained on: a feature at {share:.0%} of the pixels.</source>
            <translation>超出模型训练范围：{share:.0%} 的像元有特征超出。</translation>
        </message>
        <message>
            <location filename="../core/fusion/application.py"></location>
            <source>Outside the range that the model was trained on: a feature at {share:.0%} of the pixels, judged by {seen} pixels evenly spread.</source>
            <translation>超出模型训练范围：{share:.0%} 的像元有特征超出（由均匀分布的 {seen} 个像元判断）。</translation>
        </message>
        <message>
            <location filename="../core/fusion/application.py"></location>
            <source>{name}: predictions beyond {low:.4g} to {high:.4g} are held there, at {share:.2%} of the pixels.</source>
            <translation>{name}：超出 {low:.4g} 至 {high:.4g} 的预测值被限制在该范围的边界，占像元的 {share:.2%}。</translation>
        </message>
        <message>
            <location filename="../core/fusion/application.py"></location>
            <source>the coarse map of the model</source>
            <translation>模型的粗图</translation>
        </message>
        <message>
            <location filename="../core/fusion/application.py"></location>
            <source>GEOCHEM has the bands {names}, taken by position for {wanted}.</source>
            <translation>GEOCHEM 的波段为 {names}，按位置依次用作 {wanted}。</translation>
        </message>
        <message>
            <location filename="../core/fusion/application.py"></location>
            <source>coarse values</source>
            <translation>粗分辨率值</translation>
        </message>
        <message>
            <location filename="../core/fusion/application.py"></location>
            <source>smoothed coarse values</source>
            <translation>平滑后的粗分辨率值</translation>
        </message>
        <message>
            <location filename="../core/fusion/application.py"></location>
            <source>{name}: largest misfit of block means with the {what} {value:.1e} standard deviations.</source>
            <translation>{name}：块均值与{what}的最大偏差为 {value:.1e} 个标准差。</translation>
        </message>
        <message>
            <location filename="../core/fusion/cnn_report.py"></location>
            <location filename="../core/superresolution/super_report.py"></location>
            <source>Networks</source>
            <translation>网络</translation>
        </message>
        <message>
            <location filename="../core/fusion/cnn_report.py"></location>
            <source>Comparison of ways to train</source>
            <translation>训练方式比较</translation>
        </message>
        <message>
            <location filename="../core/fusion/cnn_report.py"></location>
            <source>{count} at ratio {ratio}</source>
            <translation>{count} 个（倍数 {ratio}）</translation>
        </message>
        <message>
            <location filename="../core/fusion/cnn_report.py"></location>
            <source>{count} networks of {weights} weights see patches of {patch} pixels. Each learned from all folds of ground but two: it stopped by the first, and the second, which it never saw, judged it. The model is the mean of all. Samples: {samples}; half of those that a network learns from are coarser, where there are any. Seed {seed}.</source>
            <translation>{count} 个网络，各有 {weights} 个权重，输入为边长 {patch} 个像元的影像块。每个网络用除两折以外的所有折学习：用这两折中的第一折决定何时停止，用网络从未见过的第二折评判。模型为所有网络的平均。样本：{samples}；若有较粗的样本，则每个网络学习所用的样本中有一半是较粗的。随机种子 {seed}。</translation>
        </message>
        <message>
            <location filename="../core/fusion/cnn_report.py"></location>
            <source>The convolutions start as those of {base}, frozen for {epochs} epochs.</source>
            <translation>卷积层以 {base} 的卷积层为起点，并冻结 {epochs} 轮。</translation>
        </message>
        <message>
            <location filename="../core/fusion/cnn_report.py"></location>
            <source>network</source>
            <translation>网络</translation>
        </message>
        <message>
            <location filename="../core/fusion/cnn_report.py"></location>
            <source>judged by fold</source>
            <translation>评判所用的折</translation>
        </message>
        <message>
            <location filename="../core/fusion/cnn_report.py"></location>
            <source>stopped by fold</source>
            <translation>停止所用的折</translation>
        </message>
        <message>
            <location filename="../core/fusion/cnn_report.py"></location>
            <source>best epoch</source>
            <translation>最佳轮</translation>
        </message>
        <message>
            <location filename="../core/fusion/cnn_report.py"></location>
            <source>epochs</source>
            <translation>轮数</translation>
        </message>
        <message>
            <location filename="../core/fusion/cnn_report.py"></location>
            <source>training loss</source>
            <translation>训练损失</translation>
        </message>
        <message>
            <location filename="../core/fusion/cnn_report.py"></location>
            <source>held-out loss</source>
            <translation>留出损失</translation>
        </message>
        <message>
            <location filename="../core/fusion/cnn_report.py"></location>
            <source>Network {number}: loss after each epoch</source>
            <translation>第 {number} 个网络：各轮之后的损失</translation>
        </message>
        <message>
            <location filename="../core/fusion/cnn_report.py"></location>
            <source>Huber loss</source>
            <translation>Huber 损失</translation>
        </message>
        <message>
            <location filename="../core/fusion/cnn_report.py"></location>
            <location filename="../core/fusion/comparison_report.py"></location>
            <source>way</source>
            <translation>方式</translation>
        </message>
        <message>
            <location filename="../core/fusion/cnn_report.py"></location>
            <source>share of cells, %</source>
            <translation>单元比例，%</translation>
        </message>
        <message>
            <location filename="../core/fusion/cnn_report.py"></location>
            <source>mean R²</source>
            <translation>平均 R²</translation>
        </message>
        <message>
            <location filename="../core/fusion/cnn_report.py"></location>
            <source>R² of cells that no network had seen in any way, on the scale of training, from the views of each cell. All ways have the same folds and seed; another seed moves these numbers too, so small differences say nothing.</source>
            <translation>R² 按任何一种方式中网络都未见过的单元计算，采用训练时的尺度，依据每个单元内的各影像块。所有方式的折和随机种子都相同；换一个种子，这些数值也会变动，因此微小的差别不说明问题。</translation>
        </message>
        <message>
            <location filename="../core/fusion/cnn_request.py"></location>
            <source>A network cannot be trained on a composition: use TRANSFORM=log, auto or none instead of clr.</source>
            <translation>网络不能用成分数据训练：请用 TRANSFORM=log、auto 或 none 代替 clr。</translation>
        </message>
        <message>
            <location filename="../core/fusion/cnn_request.py"></location>
            <source>WIDTH is {width}: give 1 to {most} channels.</source>
            <translation>WIDTH 为 {width}：请给出 1 到 {most} 个通道。</translation>
        </message>
        <message>
            <location filename="../core/fusion/cnn_request.py"></location>
            <source>EPOCHS must be 1 or more, and FREEZE_EPOCHS 0 or more.</source>
            <translation>EPOCHS 须不小于 1，FREEZE_EPOCHS 须不小于 0。</translation>
        </message>
        <message>
            <location filename="../core/fusion/cnn_request.py"></location>
            <source>FOLDS is {folds}: give {least} or more, to learn from, to stop by and to be judged by.</source>
            <translation>FOLDS 为 {folds}：请给出不小于 {least} 的数，以便分别用于学习、决定何时停止和评判。</translation>
        </message>
        <message>
            <location filename="../core/fusion/cnn_training.py"></location>
            <source>Stopped early: the model is the mean of the networks trained so far ({count}).</source>
            <translation>已提前停止：模型为目前已训练的网络（{count} 个）的平均。</translation>
        </message>
        <message>
            <location filename="../core/fusion/cnn_training.py"></location>
            <source>The cells lie in {blocks} blocks, and a network needs {least}: give a smaller BLOCK_SIZE (0 = automatic).</source>
            <translation>各单元位于 {blocks} 个块中，而网络需要 {least} 个：请给出较小的 BLOCK_SIZE（0 = 自动）。</translation>
        </message>
        <message>
            <location filename="../core/fusion/cnn_training.py"></location>
            <source>Network {number} of {count}: best after {best} of {epochs} epochs, loss {loss:.3f} in training, {held_out:.3f} held out.</source>
            <translation>第 {number} 个网络（共 {count} 个）：{epochs} 轮中第 {best} 轮最好，训练损失 {loss:.3f}，留出损失 {held_out:.3f}。</translation>
        </message>
        <message>
            <location filename="../core/fusion/cnn_training.py"></location>
            <source>as trained</source>
            <translation>本次训练</translation>
        </message>
        <message>
            <location filename="../core/fusion/cnn_training.py"></location>
            <source>own resolution only</source>
            <translation>仅用影像本身的分辨率</translation>
        </message>
        <message>
            <location filename="../core/fusion/cnn_training.py"></location>
            <source>transfer</source>
            <translation>迁移</translation>
        </message>
        <message>
            <location filename="../core/fusion/cnn_training.py"></location>
            <source>from scratch</source>
            <translation>从头训练</translation>
        </message>
        <message>
            <location filename="../core/fusion/cnn_transfer.py"></location>
            <source>BASE_MODEL {path} holds no network: give a model that 'Train convolutional network' wrote.</source>
            <translation>BASE_MODEL {path} 中没有网络：请给出由“训练卷积网络”写出的模型。</translation>
        </message>
        <message>
            <location filename="../core/fusion/cnn_transfer.py"></location>
            <source>{other} for {own}</source>
            <translation>{other} 个对 {own} 个</translation>
        </message>
        <message>
            <location filename="../core/fusion/cnn_transfer.py"></location>
            <source>'{other}' for '{own}'</source>
            <translation>“{other}”对“{own}”</translation>
        </message>
        <message>
            <location filename="../core/fusion/cnn_transfer.py"></location>
            <source>BASE_MODEL was trained on other features ({different}): give the same bands, FEATURES and LEVELS.</source>
            <translation>BASE_MODEL 是用其他特征训练的（{different}）：请给出相同的波段、FEATURES 和 LEVELS。</translation>
        </message>
        <message>
            <location filename="../core/fusion/cnn_transfer.py"></location>
            <source>BASE_MODEL was trained on '{name}' of this same coarse map, so that no cell would be unseen: choose other elements with GEOCHEM_BANDS, or another base.</source>
            <translation>BASE_MODEL 是用同一幅粗分辨率图的“{name}”训练的，因此没有哪个单元是未见过的：请用 GEOCHEM_BANDS 选择其他元素，或另选基础模型。</translation>
        </message>
        <message>
            <location filename="../core/fusion/comparison.py"></location>
            <source>cells that some of the kinds of features do not have</source>
            <translation>个单元，因为并非每一类特征在那里都有值</translation>
        </message>
        <message>
            <location filename="../core/fusion/comparison.py"></location>
            <source>Features '{kind}' are left out: all are constant over the cells.</source>
            <translation>特征“{kind}”未使用：它们在各单元上全为常数。</translation>
        </message>
        <message>
            <location filename="../core/fusion/comparison.py"></location>
            <source>Every feature is constant over the cells: choose other RASTERS, FEATURES or SUPPORT.</source>
            <translation>所有特征在各单元上都是常数：请另选 RASTERS、FEATURES 或 SUPPORT。</translation>
        </message>
        <message>
            <location filename="../core/fusion/comparison.py"></location>
            <source>Networks are not tried at reduced resolution: the image that they see stays as fine as it is.</source>
            <translation>网络不参加降低分辨率检验：它所见的影像保持原有的精细程度。</translation>
        </message>
        <message>
            <location filename="../core/fusion/comparison.py"></location>
            <source>Comparing needs GEOCHEM, a coarse raster.</source>
            <translation>比较需要 GEOCHEM，即粗分辨率栅格。</translation>
        </message>
        <message>
            <location filename="../core/fusion/comparison.py"></location>
            <source>FEATURES is empty: choose at least one kind of features.</source>
            <translation>FEATURES 为空：请至少选择一类特征。</translation>
        </message>
        <message>
            <location filename="../core/fusion/comparison.py"></location>
            <source>DEGRADE is {degrade}: give a whole number, 1 for no check at reduced resolution.</source>
            <translation>DEGRADE 为 {degrade}：请给出整数，1 表示不作降低分辨率检验。</translation>
        </message>
        <message>
            <location filename="../core/fusion/comparison.py"></location>
            <source>The network is left out for {names}: it does not see every cell.</source>
            <translation>{names} 未列入网络：它看不到全部单元。</translation>
        </message>
        <message>
            <location filename="../core/fusion/comparison.py"></location>
            <source>RMSE {rmse} against {other}, n = {n}</source>
            <translation>RMSE {rmse} 对 {other}，n = {n}</translation>
        </message>
        <message>
            <location filename="../core/fusion/comparison.py"></location>
            <source>{name}: '{map}' is best on held-out blocks, {gain:.0f} % better than {plain} ({errors}).</source>
            <translation>{name}：“{map}”在留出块上最好，比“{plain}”好 {gain:.0f} %（{errors}）。</translation>
        </message>
        <message>
            <location filename="../core/fusion/comparison.py"></location>
            <source>{name}: '{map}' is less than 1 % better than {plain} on held-out blocks ({errors}).</source>
            <translation>{name}：“{map}”在留出块上比“{plain}”好不到 1 %（{errors}）。</translation>
        </message>
        <message>
            <location filename="../core/fusion/comparison.py"></location>
            <source>{name}: no method beats {plain} on held-out blocks ({errors}; the best method is '{map}').</source>
            <translation>{name}：在留出块上没有方法优于“{plain}”（{errors}；最好的方法是“{map}”）。</translation>
        </message>
        <message>
            <location filename="../core/fusion/comparison_report.py"></location>
            <source>A method is named by the METHOD and FEATURES that make it, a network of 'Train convolutional network' by cnn and its FEATURES. Blocks of ground are held out together, the same for every row; no method has seen a cell of the block that it predicts. skill = 1 - MSE / MSE of the {reference} (as SKILL of 'Train fusion model'): above 0 is better. The best of many is a little too good, because it was chosen by that score. A fused map made in the mode 'residual' also uses the coarse value of the cell itself, so that it can be good where the skill here is below 0; the check at reduced resolution and a finer survey (Evaluate against validation grid) tell about that.</source>
            <translation>每种方法以其所用的 METHOD 和 FEATURES 命名，“训练卷积网络”的网络以 cnn 及其 FEATURES 命名。成块的区域整体留出，各行所用的块相同；任何方法都未见过它所预测的块中的单元。skill = 1 - MSE / 基准“{reference}”的 MSE（与“训练融合模型”的 SKILL 相同）：大于 0 表示更好。多种方法中最好的一种得分略微偏高，因为它正是按该得分选出的。以“residual”模式制作的融合图还用到单元本身的粗分辨率值，因此即使这里的 skill 小于 0，融合图也可能是好的；这一点由降低分辨率检验和更精细的调查数据（用验证格网评价）说明。</translation>
        </message>
        <message>
            <location filename="../core/fusion/comparison_report.py"></location>
            <source>The coarse map was made {ratio} times coarser, every method was trained on the cells that resulted (image features averaged to the same cells), brought back to the original cells in the mode 'residual' and compared with the original coarse values. skill = 1 - MSE / MSE of bilinear interpolation. It tells of a step from {ratio} times the cell to the cell, not yet of the step from the cell to the pixel (Wald et al. 1997).</source>
            <translation>将粗分辨率图变粗 {ratio} 倍，用所得的单元训练每种方法（影像特征平均到同样的单元），以“residual”模式恢复到原来的单元，再与原来的粗分辨率值比较。skill = 1 - MSE / 双线性插值的 MSE。它说明的是从 {ratio} 倍单元到单元这一步，还不是从单元到像元这一步（Wald 等 1997）。</translation>
        </message>
        <message>
            <location filename="../core/fusion/comparison_report.py"></location>
            <source>Held-out blocks: all elements</source>
            <translation>留出块：全部元素</translation>
        </message>
        <message>
            <location filename="../core/fusion/comparison_report.py"></location>
            <source>Reduced resolution: all elements</source>
            <translation>降低分辨率：全部元素</translation>
        </message>
        <message>
            <location filename="../core/fusion/comparison_report.py"></location>
            <location filename="../core/fusion/training_report.py"></location>
            <source>skill over bilinear</source>
            <translation>相对于双线性插值的技巧得分</translation>
        </message>
        <message>
            <location filename="../core/fusion/comparison_report.py"></location>
            <location filename="../core/fusion/training_report.py"></location>
            <source>What was done</source>
            <translation>处理过程</translation>
        </message>
        <message>
            <location filename="../core/fusion/comparison_report.py"></location>
            <source>{names}; {count:.4g} cells held out in turn</source>
            <translation>{names}；轮流留出 {count:.4g} 个单元</translation>
        </message>
        <message>
            <location filename="../core/fusion/comparison_report.py"></location>
            <source>Comparison of fusion methods</source>
            <translation>融合方法比较</translation>
        </message>
        <message>
            <location filename="../core/fusion/comparison_report.py"></location>
            <source>{measure}, mean over elements</source>
            <translation>{measure}，各元素平均</translation>
        </message>
        <message>
            <location filename="../core/fusion/comparison_report.py"></location>
            <source>{measure}, mean over elements; bars end at {least}</source>
            <translation>{measure}，各元素平均；条形在 {least} 处截断</translation>
        </message>
        <message>
            <location filename="../core/fusion/comparison_report.py"></location>
            <location filename="../core/prospectivity/findings.py"></location>
            <source>mean</source>
            <translation>均值</translation>
        </message>
        <message>
            <location filename="../core/fusion/comparison_report.py"></location>
            <location filename="../core/reports/loss_curves.py"></location>
            <source>held out</source>
            <translation>留出</translation>
        </message>
        <message>
            <location filename="../core/fusion/comparison_report.py"></location>
            <location filename="../core/fusion/training_report.py"></location>
            <source>observed</source>
            <translation>实测</translation>
        </message>
        <message>
            <location filename="../core/fusion/comparison_report.py"></location>
            <source>Reduced resolution</source>
            <translation>降低分辨率</translation>
        </message>
        <message>
            <location filename="../core/fusion/comparison_report.py"></location>
            <source>uses the image</source>
            <translation>使用影像</translation>
        </message>
        <message>
            <location filename="../core/fusion/comparison_report.py"></location>
            <source>yes</source>
            <translation>是</translation>
        </message>
        <message>
            <location filename="../core/fusion/comparison_report.py"></location>
            <source>no</source>
            <translation>否</translation>
        </message>
        <message>
            <location filename="../core/fusion/comparison_report.py"></location>
            <source>{count} of {size} CRS units</source>
            <translation>{count} 个，边长 {size} 个坐标参考系（CRS）单位</translation>
        </message>
        <message>
            <location filename="../core/fusion/comparison_report.py"></location>
            <source>reduced resolution: value of the degraded cell</source>
            <translation>降低分辨率：变粗后单元的值</translation>
        </message>
        <message>
            <location filename="../core/fusion/comparison_report.py"></location>
            <source>reduced resolution: bilinear between the centres of degraded cells</source>
            <translation>降低分辨率：在变粗后单元的中心之间作双线性插值</translation>
        </message>
        <message>
            <location filename="../core/fusion/comparison_report.py"></location>
            <source>reduced resolution: cubic spline with the means of the degraded cells kept</source>
            <translation>降低分辨率：保持变粗后单元均值的三次样条</translation>
        </message>
        <message>
            <location filename="../core/fusion/comparison_report.py"></location>
            <source>Plain interpolation</source>
            <translation>单纯插值</translation>
        </message>
        <message>
            <location filename="../core/fusion/comparison_report.py"></location>
            <source>name</source>
            <translation>名称</translation>
        </message>
        <message>
            <location filename="../core/fusion/comparison_report.py"></location>
            <location filename="../core/reports/page.py"></location>
            <source>Settings</source>
            <translation>设置</translation>
        </message>
        <message>
            <location filename="../core/fusion/comparison_report.py"></location>
            <location filename="../core/fusion/training_report.py"></location>
            <location filename="../core/reports/page.py"></location>
            <source>setting</source>
            <translation>设置项</translation>
        </message>
        <message>
            <location filename="../core/fusion/contribution.py"></location>
            <source>{name}: what the image says is the mean of the regression (weight {weight:.2f}) and of a trend found on the cells.</source>
            <translation>{name}：影像所提供的信息是回归（权重 {weight:.2f}）与由粗单元求得的趋势二者的平均。</translation>
        </message>
        <message>
            <location filename="../core/fusion/contribution.py"></location>
            <source>{name} seems to follow the same image turned over, too, {doubt:.1f} times as closely as chance explains: it varies in a way that the method does not know, and the weight of the image is taken to be less certain by as much.</source>
            <translation>把同一影像翻转或平移后，{name} 仍似乎与之相关，其程度是偶然所能解释的 {doubt:.1f} 倍：它的空间变化方式超出本方法的假设，因此影像权重的确定程度按同样倍数降低。</translation>
        </message>
        <message>
            <location filename="../core/fusion/contribution.py"></location>
            <source>The image adds nothing to the map of {name} that can be told from chance (probability that it helps {chance:.0%}): the map is nearly that of interpolating the coarse values.</source>
            <translation>影像对 {name} 图的作用与偶然无法区分（有帮助的概率 {chance:.0%}）：该图与对粗分辨率值插值几乎相同。</translation>
        </message>
        <message>
            <location filename="../core/fusion/contribution.py"></location>
            <source>Left out one by one, samples are told to {own} (RMSE) by the map, to {alone} by ordinary kriging of the samples without the image.</source>
            <translation>逐一留出的样品，由该图预测的误差为 {own}（RMSE），由不用影像的样品普通克里金预测的误差为 {alone}。</translation>
        </message>
        <message>
            <location filename="../core/fusion/contribution.py"></location>
            <source>The image adds nothing to the map of {name} that can be told from chance (probability that it helps {chance:.0%}): the map is nearly ordinary kriging of the samples.</source>
            <translation>影像对 {name} 图没有可与偶然区分的贡献（有帮助的概率 {chance:.0%}）：该图几乎就是样品的普通克里金。</translation>
        </message>
        <message>
            <location filename="../core/fusion/contribution.py"></location>
            <source>The image helps the map of {name} (probability {chance:.1%}): the detail that it predicts is in the map.</source>
            <translation>影像有助于 {name} 图（概率 {chance:.1%}）：它预测的细节已进入图中。</translation>
        </message>
        <message>
            <location filename="../core/fusion/contribution.py"></location>
            <source>The image helps the map of {name} (probability {chance:.1%}): {weight:.0%} of the detail that it predicts is in the map.</source>
            <translation>影像有助于 {name} 图（概率 {chance:.1%}）：它预测的细节有 {weight:.0%} 进入图中。</translation>
        </message>
        <message>
            <location filename="../core/fusion/contribution.py"></location>
            <source>The image helps the map of {name} (probability {chance:.1%}): the detail that it predicts is in the map, {weight:.2g} times as strong.</source>
            <translation>影像有助于 {name} 图（概率 {chance:.1%}）：它预测的细节已进入图中，强度为原来的 {weight:.2g} 倍。</translation>
        </message>
        <message>
            <location filename="../core/fusion/contribution.py"></location>
            <source>The coarse values are taken as exact block means and are kept.</source>
            <translation>粗分辨率值被视为精确的块均值并予以保持。</translation>
        </message>
        <message>
            <location filename="../core/fusion/contribution.py"></location>
            <source>The coarse values may be exact block means ({kept:.0%}) or means of some {samples:.0f} samples a cell: {share:.0%} of what would be their noise is smoothed out, not reproduced.</source>
            <translation>粗分辨率值可能是精确的块均值（{kept:.0%}），也可能是每个单元约 {samples:.0f} 个样品的均值：若为后者，其噪声的 {share:.0%} 被平滑掉而不再现。</translation>
        </message>
        <message>
            <location filename="../core/fusion/contribution.py"></location>
            <source>The coarse values are taken as means of a few samples, about {samples:.1f} a cell, and their noise is smoothed out, not reproduced.</source>
            <translation>粗分辨率值被视为少量样品的均值，每个单元约 {samples:.1f} 个，其噪声被平滑掉而不再现。</translation>
        </message>
        <message>
            <location filename="../core/fusion/contribution.py"></location>
            <source>Give CELL_SAMPLES to say how many there are.</source>
            <translation>用 CELL_SAMPLES 说明每个单元有多少样品。</translation>
        </message>
        <message>
            <location filename="../core/fusion/contribution.py"></location>
            <source>{name} in numbers: weight of the image {weight:.2f} (estimate {estimate:.2f}, standard error {error:.2f}); log odds for noise in the coarse values {odds:.1f}.</source>
            <translation>{name} 的数值：影像权重 {weight:.2f}（估计值 {estimate:.2f}，标准误差 {error:.2f}）；粗分辨率值含噪声的对数几率 {odds:.1f}。</translation>
        </message>
        <message>
            <location filename="../core/fusion/image_inputs.py"></location>
            <source>The model was made for pixels of {own:.4g} m, and those of the images are {other:.4g} m in size: give images of {own:.4g} m (Raster &gt; Projections &gt; Warp), or train again.</source>
            <translation>模型是按 {own:.4g} 米的像元训练的，而这些影像的像元大小为 {other:.4g} 米：请提供 {own:.4g} 米的影像（栅格 &gt; 投影 &gt; 变形），或重新训练。</translation>
        </message>
        <message>
            <location filename="../core/fusion/image_inputs.py"></location>
            <source>The model was made for pixels of {own:.4g} m, and those of the images are {other:.4g} m in size; its pyramid levels and filters count pixels and would see other ground: give images of {own:.4g} m (Raster &gt; Projections &gt; Warp), or train again.</source>
            <translation>模型是按 {own:.4g} 米的像元训练的，而这些影像的像元大小为 {other:.4g} 米；其金字塔层级和滤波按像元计数，看到的地面范围会不同：请提供 {own:.4g} 米的影像（栅格 &gt; 投影 &gt; 变形），或重新训练。</translation>
        </message>
        <message>
            <location filename="../core/fusion/image_inputs.py"></location>
            <source>The bands have no names and are taken by their places, but the model was made for rasters of {own} bands, and these have {other}: check that the bands are the same.</source>
            <translation>波段没有名称，只能按位置取用，但模型所用栅格的波段数为 {own}，而这些栅格为 {other}：请检查波段是否相同。</translation>
        </message>
        <message>
            <location filename="../core/fusion/image_inputs.py"></location>
            <source>The band '{name}' has the unit {other}, and the model was made for {own}: convert it.</source>
            <translation>波段“{name}”的单位是 {other}，而模型使用的是 {own}：请换算。</translation>
        </message>
        <message>
            <location filename="../core/fusion/image_inputs.py"></location>
            <source>The band '{name}' sees {other:.4g} µm, and the model was made for {own:.4g} µm: check that it is the same band.</source>
            <translation>波段“{name}”的波长为 {other:.4g} µm，而模型使用的是 {own:.4g} µm：请检查是否为同一波段。</translation>
        </message>
        <message>
            <location filename="../core/fusion/modes.py"></location>
            <source>{name}: low values are raised so that none is implausible beside the cells around it.</source>
            <translation>{name}：过低的值已被抬高，使其与周围单元相比不致不合理。</translation>
        </message>
        <message>
            <location filename="../core/fusion/modes.py"></location>
            <source>{name}: cells that stand out beyond noise, and keep their value: {count}.</source>
            <translation>{name}：突出于噪声之上、保持原值的单元数：{count}。</translation>
        </message>
        <message>
            <location filename="../core/fusion/modes.py"></location>
            <source>the regression itself</source>
            <translation>仅回归结果</translation>
        </message>
        <message>
            <location filename="../core/fusion/modes.py"></location>
            <source>interpolated coarse map and the high-frequency part of the regression</source>
            <translation>插值后的粗分辨率图加回归的高频部分</translation>
        </message>
        <message>
            <location filename="../core/fusion/modes.py"></location>
            <source>the regression corrected so that the mean of every coarse cell is kept</source>
            <translation>回归经校正，使每个粗分辨率单元的均值得以保持</translation>
        </message>
        <message>
            <location filename="../core/fusion/modes.py"></location>
            <source>the coarse map alone, kriged so that the mean of every cell is kept</source>
            <translation>仅粗分辨率图，以克里金法估计并保持每个单元的均值</translation>
        </message>
        <message>
            <location filename="../core/fusion/modes.py"></location>
            <source>MODE '{mode}' is not known: give one of {modes}.</source>
            <translation>MODE“{mode}”不是可用的选项：请从 {modes} 中选择。</translation>
        </message>
        <message>
            <location filename="../core/fusion/modes.py"></location>
            <source>MODE={mode} needs the coarse map: give GEOCHEM, or use MODE=prediction.</source>
            <translation>MODE={mode} 需要粗分辨率图：请给出 GEOCHEM，或改用 MODE=prediction。</translation>
        </message>
        <message>
            <location filename="../core/fusion/patch_samples.py"></location>
            <source>RATIOS '{text}' is not a list of whole numbers: give some like 1,2,4,8.</source>
            <translation>RATIOS“{text}”不是整数列表：请按 1,2,4,8 这样的格式给出。</translation>
        </message>
        <message>
            <location filename="../core/fusion/patch_samples.py"></location>
            <source>RATIOS '{text}': give whole numbers from 1 to {most}, such as 1,2,4,8.</source>
            <translation>RATIOS“{text}”：请给出 1 到 {most} 之间的整数，例如 1,2,4,8。</translation>
        </message>
        <message>
            <location filename="../core/fusion/reduced_resolution.py"></location>
            <source>At reduced resolution ({ratio} x): {verdict}</source>
            <translation>降低分辨率检验（{ratio} 倍）：{verdict}</translation>
        </message>
        <message>
            <location filename="../core/fusion/reduced_resolution.py"></location>
            <source>{label}: no check at reduced resolution, because too few cells remain when the coarse map is degraded {ratio} times.</source>
            <translation>{label}：未作降低分辨率检验，因为粗分辨率图变粗 {ratio} 倍后剩余单元过少。</translation>
        </message>
        <message>
            <location filename="../core/fusion/training_report.py"></location>
            <source>Every score is out of fold: blocks of {size} were dealt to {folds} folds, and each cell was predicted by a model that had seen none of its block. 'Interpolated' predicts the same held-out cells from the coarse values around them, without the image (kriging with a linear variogram).</source>
            <translation>每个得分都是折外得分：将边长为 {size} 的块分到 {folds} 折中，每个单元都由未见过其所在块任何数据的模型预测。“插值”指不用影像，由周围的粗分辨率值预测同样的留出单元（线性变异函数克里金）。</translation>
        </message>
        <message>
            <location filename="../core/fusion/training_report.py"></location>
            <source>skill = 1 - MSE / MSE of the interpolation: above 0 the image helps to predict unseen ground, below 0 it does not. A fused map made in the mode 'residual' also uses the coarse value of the cell itself, so it can be good where the skill here is below 0; only an independent finer survey tells (Evaluate against validation grid).</source>
            <translation>skill = 1 - MSE / 插值的 MSE：大于 0 表示影像有助于预测未见区域，小于 0 则没有帮助。在“residual”模式下制作的融合图还使用单元本身的粗分辨率值，因此即使此处的 skill 小于 0，该图也可能是好的；只有独立的、更精细的测量数据才能作出判断（用验证格网评价）。</translation>
        </message>
        <message>
            <location filename="../core/fusion/training_report.py"></location>
            <source>Every score is out of fold: blocks of {size} were dealt to {folds} folds, and each sample was predicted by a model that had seen none of its block. 'Interpolated' predicts the same held-out samples from those around them, without the image (kriging with a linear variogram).</source>
            <translation>每个得分都是折外得分：将边长为 {size} 的块分到 {folds} 折中，每个样品都由未见过其所在块任何数据的模型预测。“插值”指不用影像，由周围的样品预测同样的留出样品（线性变异函数克里金）。</translation>
        </message>
        <message>
            <location filename="../core/fusion/training_report.py"></location>
            <source>skill = 1 - MSE / MSE of the interpolation: above 0 the image helps to predict unseen ground, below 0 it does not. A map made in the mode 'residual' also uses the samples close by, so it can be good where the skill here is below 0: the errors of samples left out one by one are those of such a map.</source>
            <translation>skill = 1 - MSE / 插值的 MSE：大于 0 表示影像有助于预测未见区域，小于 0 则没有帮助。在“residual”模式下制作的图还使用附近的样品，因此即使此处的 skill 小于 0，该图也可能是好的：逐一留出样品的误差就是这种图的误差。</translation>
        </message>
        <message>
            <location filename="../core/fusion/training_report.py"></location>
            <source>Residuals should look like noise. Patches of one colour are ground where the image misses something; the mode 'residual' of 'Apply' adds what the coarse values lack there.</source>
            <translation>残差应当像噪声。颜色一致的斑块是影像遗漏了某些信息的地方；“应用融合模型”的“residual”模式会在那里补上粗分辨率值所缺的部分。</translation>
        </message>
        <message>
            <location filename="../core/fusion/training_report.py"></location>
            <source>Residuals should look like noise. Patches of one colour are ground where the image misses something; the mode 'residual' of 'Apply' adds there what the samples say beyond it.</source>
            <translation>残差应当像噪声。颜色一致的斑块是影像遗漏了某些信息的地方；“应用融合模型”的“residual”模式会在那里补上样品所含而影像没有的信息。</translation>
        </message>
        <message>
            <location filename="../core/fusion/training_report.py"></location>
            <source>In the mode 'residual' the fused map is the prediction from the image, as far as the coarse values support it, and what that leaves of the coarse values, interpolated between them. Where they do not support the image, the map is interpolation alone.</source>
            <translation>在 residual 模式下，融合图由影像的预测（以粗分辨率值所支持的程度为限）加上粗分辨率值余下部分的插值构成。粗分辨率值不支持影像时，该图就只是插值。</translation>
        </message>
        <message>
            <location filename="../core/fusion/training_report.py"></location>
            <source>The fused map is weight x prediction plus the kriged rest of the coarse values. The weight is that of the prediction in the coarse values themselves (generalised least squares on predictions of cells left out, with covariances averaged over cells), shrunk by its standard error: 1 means that detail seen in the image is taken as it is, 0 that the map is plain kriging of the coarse values.</source>
            <translation>融合图为权重 × 预测，加上粗分辨率值余下部分的克里金插值。权重是预测在粗分辨率值自身中的权重（对留出单元的预测作广义最小二乘，协方差按单元平均），并按其标准误差收缩：1 表示影像中的细节原样采用，0 表示该图只是粗分辨率值的克里金插值。</translation>
        </message>
        <message>
            <location filename="../core/fusion/training_report.py"></location>
            <source>In the mode 'residual' the fused map is the prediction from the image, as far as the samples support it, and what that leaves of them, kriged between them. Where they do not support the image, the map is ordinary kriging of the samples.</source>
            <translation>在“residual”模式下，融合图是样品所支持的那部分影像预测，加上由此剩余的样品值在样品之间的克里金估计。样品不支持影像时，该图就是样品的普通克里金。</translation>
        </message>
        <message>
            <location filename="../core/fusion/training_report.py"></location>
            <source>The fused map is weight x prediction plus the kriged rest of the samples, on the scale of the transform. The weight is that of the prediction in the samples themselves (generalised least squares on predictions of samples left out, with a nugget), shrunk by its standard error, and times the probability that samples left out are told better with the image than without: 1 means that detail seen in the image is taken as it is, 0 that the map is ordinary kriging of the samples.</source>
            <translation>融合图为权重 × 预测值，加上样品余量的克里金估计，均在变换后的尺度上。权重是预测值在样品本身中的权重（用留出样品的预测值作广义最小二乘，含块金），按其标准误收缩，再乘以用影像比不用影像更好地预测留出样品的概率：1 表示影像中的细节照单全收，0 表示该图就是样品的普通克里金。</translation>
        </message>
        <message>
            <location filename="../core/fusion/training_report.py"></location>
            <source>Contribution of the image</source>
            <translation>影像的贡献</translation>
        </message>
        <message>
            <location filename="../core/fusion/training_report.py"></location>
            <source>Scores by spatial cross-validation</source>
            <translation>空间交叉验证得分</translation>
        </message>
        <message>
            <location filename="../core/fusion/training_report.py"></location>
            <source>Composition</source>
            <translation>成分数据</translation>
        </message>
        <message>
            <location filename="../core/fusion/training_report.py"></location>
            <source>Fusion model</source>
            <translation>融合模型</translation>
        </message>
        <message>
            <location filename="../core/fusion/training_report.py"></location>
            <source>{names}; {count} training places</source>
            <translation>{names}；{count} 个训练位置</translation>
        </message>
        <message>
            <location filename="../core/fusion/training_report.py"></location>
            <source>In numbers: weight, noise and covariance</source>
            <translation>数值：权重、噪声与协方差</translation>
        </message>
        <message>
            <location filename="../core/fusion/training_report.py"></location>
            <source>weight used</source>
            <translation>所用权重</translation>
        </message>
        <message>
            <location filename="../core/fusion/training_report.py"></location>
            <source>estimate</source>
            <translation>估计值</translation>
        </message>
        <message>
            <location filename="../core/fusion/training_report.py"></location>
            <source>standard error</source>
            <translation>标准误差</translation>
        </message>
        <message>
            <location filename="../core/fusion/training_report.py"></location>
            <source>log odds for noise</source>
            <translation>噪声的对数几率</translation>
        </message>
        <message>
            <location filename="../core/fusion/training_report.py"></location>
            <source>smoothness</source>
            <translation>平滑度</translation>
        </message>
        <message>
            <location filename="../core/fusion/training_report.py"></location>
            <source>range, m</source>
            <translation>变程，m</translation>
        </message>
        <message>
            <location filename="../core/fusion/training_report.py"></location>
            <source>range, cells</source>
            <translation>变程（单元）</translation>
        </message>
        <message>
            <location filename="../core/fusion/training_report.py"></location>
            <source>noise, std</source>
            <translation>噪声（标准差）</translation>
        </message>
        <message>
            <location filename="../core/fusion/training_report.py"></location>
            <source>of the logarithm</source>
            <translation>对数</translation>
        </message>
        <message>
            <location filename="../core/fusion/training_report.py"></location>
            <source>skill over mean-preserving</source>
            <translation>相对于保均值插值的技巧得分</translation>
        </message>
        <message>
            <location filename="../core/fusion/training_report.py"></location>
            <source>The coarse map was made {ratio} times coarser, and so were the features of the image; what was chosen above was trained on that, fused back to the original cells with the same weight, and compared with their values. skill = 1 - MSE / MSE of the interpolation of the degraded map. It tells about a step one size up from the one that matters, with fewer places to train on.</source>
            <translation>将粗分辨率图变粗 {ratio} 倍，影像特征也同样变粗；以此训练上文选定的设置，用同样的权重融合回原来的单元，再与原单元值比较。skill = 1 - MSE / 变粗后的图插值的 MSE。它反映的是比实际所需粗一级的情形，且可用于训练的位置更少。</translation>
        </message>
        <message>
            <location filename="../core/fusion/training_report.py"></location>
            <location filename="../core/laboratory/reading_report.py"></location>
            <location filename="../core/products/classification_report.py"></location>
            <source>method</source>
            <translation>方法</translation>
        </message>
        <message>
            <location filename="../core/fusion/training_report.py"></location>
            <location filename="../core/superresolution/super_report.py"></location>
            <source>transform</source>
            <translation>变换</translation>
        </message>
        <message>
            <location filename="../core/fusion/training_report.py"></location>
            <source>RMSE interpolated</source>
            <translation>插值 RMSE</translation>
        </message>
        <message>
            <location filename="../core/fusion/training_report.py"></location>
            <source>{method}, discrete</source>
            <translation>{method}，离散</translation>
        </message>
        <message>
            <location filename="../core/fusion/training_report.py"></location>
            <source>predicted out of fold</source>
            <translation>折外预测</translation>
        </message>
        <message>
            <location filename="../core/fusion/training_report.py"></location>
            <source>interpolated out of fold</source>
            <translation>折外插值</translation>
        </message>
        <message>
            <location filename="../core/fusion/training_report.py"></location>
            <source>{name}: observed against predicted</source>
            <translation>{name}：实测与预测对比</translation>
        </message>
        <message>
            <location filename="../core/fusion/training_report.py"></location>
            <source>{name}: observed against interpolated without the image</source>
            <translation>{name}：实测与不用影像的插值对比</translation>
        </message>
        <message>
            <location filename="../core/fusion/training_report.py"></location>
            <source>{name}: variogram, n = {n} places</source>
            <translation>{name}：变异函数，n = {n} 个位置</translation>
        </message>
        <message>
            <location filename="../core/fusion/training_report.py"></location>
            <source>Variogram of {name} in numbers</source>
            <translation>{name} 的变异函数数值</translation>
        </message>
        <message>
            <location filename="../core/fusion/training_report.py"></location>
            <source>residuals, observed minus predicted</source>
            <translation>残差：实测减预测</translation>
        </message>
        <message>
            <location filename="../core/fusion/training_report.py"></location>
            <source>residual</source>
            <translation>残差</translation>
        </message>
        <message>
            <location filename="../core/fusion/training_report.py"></location>
            <source>block</source>
            <translation>块</translation>
        </message>
        <message>
            <location filename="../core/fusion/training_report.py"></location>
            <source>lag, {unit}</source>
            <translation>滞后距（{unit}）</translation>
        </message>
        <message>
            <location filename="../core/fusion/training_report.py"></location>
            <source>semivariance</source>
            <translation>半方差</translation>
        </message>
        <message>
            <location filename="../core/fusion/training_report.py"></location>
            <source>Half the mean squared difference of places a distance apart (Matheron's estimator). The side of the blocks that are held out together follows from the lag at which it levels off; residuals without structure have a flat one.</source>
            <translation>相隔一定距离的位置之间差值平方的均值的一半（Matheron 估计量）。整体留出的块的边长取自变异函数趋于平稳处的滞后距；没有空间结构的残差，其变异函数是平的。</translation>
        </message>
        <message>
            <location filename="../core/fusion/training_report.py"></location>
            <source>lag (units of the CRS)</source>
            <translation>滞后距（坐标参考系的单位）</translation>
        </message>
        <message>
            <location filename="../core/fusion/training_report.py"></location>
            <source>pairs</source>
            <translation>点对数</translation>
        </message>
        <message>
            <location filename="../core/fusion/training_report.py"></location>
            <source>chosen</source>
            <translation>选定</translation>
        </message>
        <message>
            <location filename="../core/fusion/training_report.py"></location>
            <source>{count} tried, on {settings} settings of the features.</source>
            <translation>共试验 {count} 种，涉及 {settings} 种特征设置。</translation>
        </message>
        <message>
            <location filename="../core/fusion/training_report.py"></location>
            <source>{count} tried, on 1 setting of the features.</source>
            <translation>共试验 {count} 种，使用 1 种特征设置。</translation>
        </message>
        <message>
            <location filename="../core/fusion/training_report.py"></location>
            <source>The score of the best of many is a little too good, because it was chosen by that score.</source>
            <translation>从多种之中选出的最好者，其得分略偏乐观，因为它正是按这一得分选出的。</translation>
        </message>
        <message>
            <location filename="../core/fusion/training_report.py"></location>
            <source>The errors are those of log-ratios, without unit.</source>
            <translation>误差是对数比的误差，没有单位。</translation>
        </message>
        <message>
            <location filename="../core/fusion/training_report.py"></location>
            <source>parameters</source>
            <translation>参数</translation>
        </message>
        <message>
            <location filename="../core/fusion/training_report.py"></location>
            <location filename="../core/regression/search.py"></location>
            <source>levels</source>
            <translation>层数</translation>
        </message>
        <message>
            <location filename="../core/fusion/training_report.py"></location>
            <source>window, pixels</source>
            <translation>窗口（像元）</translation>
        </message>
        <message>
            <location filename="../core/fusion/training_report.py"></location>
            <location filename="../core/regression/search.py"></location>
            <source>support</source>
            <translation>支撑</translation>
        </message>
        <message>
            <location filename="../core/fusion/training_report.py"></location>
            <source>RMSE out of fold</source>
            <translation>折外 RMSE</translation>
        </message>
        <message>
            <location filename="../core/fusion/training_report.py"></location>
            <source>Tried</source>
            <translation>试验过的设置</translation>
        </message>
        <message>
            <location filename="../core/fusion/training_report.py"></location>
            <source>METHOD=auto prefers the {method}, and leaves it only where another method has less than {share:.0%} of its mean squared error: held-out blocks ask for extrapolation, a fused map for detail between known cells, and on real surveys a method somewhat better at the first often made the worse map.</source>
            <translation>METHOD=auto 优先采用{method}，仅当另一种方法的均方误差低于其 {share:.0%} 时才改用另一种：留出块要求外推，融合图要求已知单元之间的细节；在实际勘查中，前者稍好的方法往往给出更差的图。</translation>
        </message>
        <message>
            <location filename="../core/fusion/training_report.py"></location>
            <source>Features are chosen for all elements together, so the row with the least error may be another one.</source>
            <translation>特征是为所有元素统一选择的，因此误差最小的可能是另一行。</translation>
        </message>
        <message>
            <location filename="../core/fusion/training_report.py"></location>
            <source>Here the least error is that of {method} anyway.</source>
            <translation>此处误差最小的本来就是{method}。</translation>
        </message>
        <message>
            <location filename="../core/fusion/training_report.py"></location>
            <source>Here {method} has {share:.0%} of it, which is not enough.</source>
            <translation>此处{method}的均方误差为其 {share:.0%}，还不够低。</translation>
        </message>
        <message>
            <location filename="../core/fusion/training_report.py"></location>
            <source>Elements with the transform clr are trained together, each on its log-ratio to the geometric mean of all. Their contents follow from the ratios and from the logarithm of that mean, which is trained too: by {method}, R² out of fold {r2}.</source>
            <translation>变换为 clr 的元素一起训练，每个元素训练的是其与所有元素几何均值的对数比。含量由这些对数比和该几何均值的对数求得，后者也经过训练：方法为{method}，折外 R² 为 {r2}。</translation>
        </message>
        <message>
            <location filename="../core/fusion/training_report.py"></location>
            <source>By how much the squared error of the {count} places, each held out in turn, grows when the values of one feature are shuffled among them (permutation importance), as a share of the variance. About 0 or below: the model does as well without it.</source>
            <translation>将某一特征的值在 {count} 个依次留出的位置之间随机打乱时，这些位置的平方误差增加多少（置换重要性），以占方差的比例表示。约为 0 或更低：没有该特征，模型也一样好。</translation>
        </message>
        <message>
            <location filename="../core/fusion/training_report.py"></location>
            <source>The {count} features below these are not shown.</source>
            <translation>排在其后的 {count} 个特征未显示。</translation>
        </message>
        <message>
            <location filename="../core/fusion/training_report.py"></location>
            <source>growth of the squared error</source>
            <translation>平方误差的增量</translation>
        </message>
        <message>
            <location filename="../core/fusion/training_report.py"></location>
            <source>Importance of the features</source>
            <translation>特征重要性</translation>
        </message>
        <message>
            <location filename="../core/fusion/training_report.py"></location>
            <source>Feature set '{kind}', support: {support}. The bars show how much of each feature's variance over pixels is left between training places: where little is left, the model meets values at the pixels that it has never seen.</source>
            <translation>特征集“{kind}”，支撑：{support}。条形表示每个特征在像元间的方差有多少保留在训练位置之间：保留很少时，模型在像元处会遇到从未见过的值。</translation>
        </message>
        <message>
            <location filename="../core/fusion/training_report.py"></location>
            <source>share of variance left</source>
            <translation>保留的方差比例</translation>
        </message>
        <message>
            <location filename="../core/fusion/training_report.py"></location>
            <source>feature</source>
            <translation>特征</translation>
        </message>
        <message>
            <location filename="../core/fusion/training_report.py"></location>
            <source>The {count} of {all} features with the least are drawn.</source>
            <translation>图中绘出全部 {all} 个特征中保留比例最小的 {count} 个。</translation>
        </message>
        <message>
            <location filename="../core/fusion/training_report.py"></location>
            <source>All features</source>
            <translation>全部特征</translation>
        </message>
        <message>
            <location filename="../core/fusion/training_report.py"></location>
            <source>sample points</source>
            <translation>样品点</translation>
        </message>
        <message>
            <location filename="../core/fusion/training_result.py"></location>
            <source>{name}: {method} is off by {rmse} on held-out blocks (RMSE, n = {n})</source>
            <translation>{name}：{method}在留出块上的误差为 {rmse}（RMSE，n = {n}）</translation>
        </message>
        <message>
            <location filename="../core/fusion/training_result.py"></location>
            <location filename="../core/regression/preparation.py"></location>
            <source>no unit</source>
            <translation>无</translation>
        </message>
        <message>
            <location filename="../core/fusion/training_result.py"></location>
            <source>The elements are in several units ({units}), so that there is no mean RMSE of them.</source>
            <translation>各元素使用多种单位（{units}），因此没有 RMSE 的平均值。</translation>
        </message>
        <message>
            <location filename="../core/geostatistics/folds.py"></location>
            <source>FOLDS is {folds}: give 2 or more.</source>
            <translation>FOLDS 为 {folds}：请给出不小于 2 的数。</translation>
        </message>
        <message>
            <location filename="../core/geostatistics/folds.py"></location>
            <source>BLOCK_SIZE is {block_size:g}: give a length, or 0 for automatic.</source>
            <translation>BLOCK_SIZE 为 {block_size:g}：请给出一个长度，或用 0 表示自动。</translation>
        </message>
        <message>
            <location filename="../core/geostatistics/folds.py"></location>
            <source>BLOCK_SIZE {side:g} puts all cells into one block: give a smaller one (0 = automatic).</source>
            <translation>BLOCK_SIZE {side:g} 使所有单元落入同一个块：请给出较小的值（0 = 自动）。</translation>
        </message>
        <message>
            <location filename="../core/geostatistics/interpolation.py"></location>
            <source>value of the nearest training cell (coarse map as it is)</source>
            <translation>最近训练单元的值（粗分辨率图本身）</translation>
        </message>
        <message>
            <location filename="../core/geostatistics/interpolation.py"></location>
            <source>linear in the triangles between centres of training cells, nearest cell outside them</source>
            <translation>在训练单元中心构成的三角形内作线性插值，三角形外取最近单元</translation>
        </message>
        <message>
            <location filename="../core/geostatistics/interpolation.py"></location>
            <source>thin plate spline through the 40 nearest training cells (smooth; means of unseen cells cannot be kept)</source>
            <translation>通过最近 40 个训练单元的薄板样条（平滑；无法保持未见单元的均值）</translation>
        </message>
        <message>
            <location filename="../core/geostatistics/interpolation.py"></location>
            <source>kriging with a linear variogram from the 40 nearest training cells; the skill refers to it</source>
            <translation>用最近 40 个训练单元、按线性变异函数作克里金；技巧得分以此为基准</translation>
        </message>
        <message>
            <location filename="../core/geostatistics/interpolation.py"></location>
            <source>ordinary kriging from the 64 nearest, nugget, sill and range fitted to the training cells of each fold</source>
            <translation>用最近 64 个单元作普通克里金，块金、基台和变程由每折的训练单元拟合</translation>
        </message>
        <message>
            <location filename="../core/geostatistics/kept_means.py"></location>
            <source>{name}: the map has lost the coarse values, its cell means are {typical:.1f} standard deviations away from them: do not use it before you know why; TRANSFORM=none or another METHOD may help.</source>
            <translation>{name}：该图已偏离粗分辨率值，其单元均值与之相差 {typical:.1f} 个标准差：在弄清原因之前请勿使用；可尝试 TRANSFORM=none 或其他 METHOD。</translation>
        </message>
        <message>
            <location filename="../core/geostatistics/kept_means.py"></location>
            <source>{name}: the cell at x {x:.6g}, y {y:.6g} changed most: its value was {value:.4g}, its mean in the map is {mean:.4g} ({size:.2f} standard deviations).</source>
            <translation>{name}：位于 x {x:.6g}、y {y:.6g} 的单元变化最大：原值 {value:.4g}，图中均值为 {mean:.4g}（{size:.2f} 个标准差）。</translation>
        </message>
        <message>
            <location filename="../core/geostatistics/uncertainty.py"></location>
            <source>UNCERTAINTY of MODE={mode} is not known, as such a map meets neither coarse values nor samples: use MODE=residual or MODE=interpolation, or leave UNCERTAINTY out.</source>
            <translation>MODE={mode} 的 UNCERTAINTY 未知，因为这样的图既不与粗分辨率值相符，也不与样品相符：请用 MODE=residual 或 MODE=interpolation，或不写 UNCERTAINTY。</translation>
        </message>
        <message>
            <location filename="../core/geostatistics/uncertainty.py"></location>
            <source>UNCERTAINTY needs MODE=residual and a model of METHOD=auto or of a network, trained on a coarse raster, or a model trained on samples: change these, use MODE=interpolation, or leave UNCERTAINTY out.</source>
            <translation>UNCERTAINTY 需要 MODE=residual 以及用粗栅格训练的 METHOD=auto 或网络模型，或者用样品训练的模型：请更改，或用 MODE=interpolation，或不写 UNCERTAINTY。</translation>
        </message>
        <message>
            <location filename="../core/ground/class_shares.py"></location>
            <source>{label}: the raster {path} holds no numbers of units (fractions, or more than {most}): give one of whole numbers.</source>
            <translation>{label}：栅格 {path} 不含单元编号（有小数，或多于 {most} 个）：请给出整数栅格。</translation>
        </message>
        <message>
            <location filename="../core/ground/geology.py"></location>
            <source>UNITS has no line for the geological unit {unit}: add one for each unit.</source>
            <translation>UNITS 中没有地质单元 {unit} 的行：请为每个单元添加一行。</translation>
        </message>
        <message>
            <location filename="../core/ground/geology.py"></location>
            <source>UNITS must have the same count of numbers in each line: complete the lines of the units.</source>
            <translation>UNITS 每行的数字个数必须相同：请补全各单元的行。</translation>
        </message>
        <message>
            <location filename="../core/ground/terrain.py"></location>
            <source>The elevation raster is rotated, so its slopes have no direction: resample it to a north-up grid first (Raster &gt; Projections &gt; Warp).</source>
            <translation>高程栅格是旋转的，因此其坡度没有方向：请先将其重采样到正北向上的格网（栅格 &gt; 投影 &gt; 变形）。</translation>
        </message>
        <message>
            <location filename="../core/ground/unit_raster.py"></location>
            <source>GEOLOGY: the units '{first}' and '{second}' get the same number: rename one of them.</source>
            <translation>GEOLOGY：单元“{first}”和“{second}”得到相同的编号：请重命名其中一个。</translation>
        </message>
        <message>
            <location filename="../core/ground/unit_raster.py"></location>
            <source>GEOLOGY: no polygon of {layer} lies on the coarse map: check the layers' CRS.</source>
            <translation>GEOLOGY：{layer} 没有多边形位于粗分辨率图上：请检查各图层的坐标参考系。</translation>
        </message>
        <message>
            <location filename="../core/ground/unit_table.py"></location>
            <source>UNITS: line {number} of {path} begins with '{text}': give the number of a unit there.</source>
            <translation>UNITS：{path} 的第 {number} 行以“{text}”开头：请在那里给出单元编号。</translation>
        </message>
        <message>
            <location filename="../core/ground/unit_table.py"></location>
            <source>UNITS: {path} has two lines for the unit {unit}: keep one.</source>
            <translation>UNITS：{path} 中单元 {unit} 有两行：请保留一行。</translation>
        </message>
        <message>
            <location filename="../core/ground/unit_table.py"></location>
            <source>UNITS: {path} holds no unit: give the number of a unit and its description, a line each.</source>
            <translation>UNITS：{path} 不含单元：请每行给出一个单元的编号及其说明。</translation>
        </message>
        <message>
            <location filename="../core/ground/unit_table.py"></location>
            <source>UNITS: {path} cannot be read as a table: give a CSV file in UTF-8.</source>
            <translation>UNITS：{path} 无法作为表读取：请给出 UTF-8 编码的 CSV 文件。</translation>
        </message>
        <message>
            <location filename="../core/image/decomposition.py"></location>
            <source>NDVI_MAX needs both the RED and the NIR band: choose them, or clear NDVI_MAX.</source>
            <translation>NDVI_MAX 同时需要 RED 和 NIR 波段：请选择这两个波段，或清空 NDVI_MAX。</translation>
        </message>
        <message>
            <location filename="../core/image/decomposition.py"></location>
            <source>CELL_SIZE {cell_size:g} is not larger than the image's pixels ({pixel:g}): give the cell size of the coarse geochemical map.</source>
            <translation>CELL_SIZE {cell_size:g} 不大于影像的像元（{pixel:g}）：请给出粗分辨率地球化学图的单元大小。</translation>
        </message>
        <message>
            <location filename="../core/image/decomposition.py"></location>
            <source>DERIVATIVE needs at least two spectral bands: choose more BANDS, or leave DERIVATIVE out.</source>
            <translation>DERIVATIVE 至少需要两个光谱波段：请在 BANDS 中选择更多波段，或不输出 DERIVATIVE。</translation>
        </message>
        <message>
            <location filename="../core/image/decomposition.py"></location>
            <source>Pyramid of {levels} levels: a pixel of the low-frequency image is {width:g} units of its CRS wide.</source>
            <translation>{levels} 层金字塔：低频影像的一个像元宽 {width:g} 个坐标系单位。</translation>
        </message>
        <message>
            <location filename="../core/image/decomposition.py"></location>
            <source>Spectral derivative per micrometre.</source>
            <translation>按每微米计算光谱导数。</translation>
        </message>
        <message>
            <location filename="../core/image/decomposition.py"></location>
            <source>Spectral derivative per band step.</source>
            <translation>按相邻波段计算光谱导数。</translation>
        </message>
        <message>
            <location filename="../core/image/decomposition.py"></location>
            <source>{image} has no pixel with a value (after masking): check nodata and NDVI_MAX.</source>
            <translation>{image} 中没有有值的像元（掩膜之后）：请检查无数据值和 NDVI_MAX。</translation>
        </message>
        <message>
            <location filename="../core/image/features.py"></location>
            <source>high-frequency image (RS_H) and spectral derivative</source>
            <translation>高频影像（RS_H）和光谱导数</translation>
        </message>
        <message>
            <location filename="../core/image/features.py"></location>
            <source>raw bands (direct regression)</source>
            <translation>原始波段（直接回归）</translation>
        </message>
        <message>
            <location filename="../core/image/features.py"></location>
            <source>bands and their low-frequency image at every level of the pyramid</source>
            <translation>波段及其在金字塔各层的低频影像</translation>
        </message>
        <message>
            <location filename="../core/image/features.py"></location>
            <source>bands as they are (ready-made features)</source>
            <translation>波段原样（现成特征）</translation>
        </message>
        <message>
            <location filename="../core/image/features.py"></location>
            <source>MEAN_FILTER is {size}: give an odd number of pixels, 1 (no filter) to {largest}.</source>
            <translation>MEAN_FILTER 为 {size}：请给出 1（不滤波）到 {largest} 之间的奇数（像元数）。</translation>
        </message>
        <message>
            <location filename="../core/image/features.py"></location>
            <source>LEVELS is {levels}, but an image of {width} x {height} pixels has 1 to {largest} (0 = auto).</source>
            <translation>LEVELS 为 {levels}，而 {width} x {height} 像元的影像可有 1 到 {largest} 层（0 = 自动）。</translation>
        </message>
        <message>
            <location filename="../core/image/features.py"></location>
            <source>FEATURES '{kind}' is not known: give one of {kinds}.</source>
            <translation>FEATURES“{kind}”不是可用的选项：请从 {kinds} 中选择。</translation>
        </message>
        <message>
            <location filename="../core/image/features.py"></location>
            <source>There are {count} wavelengths for {bands} bands.</source>
            <translation>给出了 {count} 个波长，而波段有 {bands} 个。</translation>
        </message>
        <message>
            <location filename="../core/image/features.py"></location>
            <source>The bands '{first}' and '{second}' have the same wavelength: correct WAVELENGTHS.</source>
            <translation>波段“{first}”和“{second}”的波长相同：请更正 WAVELENGTHS。</translation>
        </message>
        <message>
            <location filename="../core/image/indices.py"></location>
            <source>INDICES={which}: the bands {names} are named like those of {other}: use the indices of that sensor, give WAVELENGTHS, or put the sensor into the names (such as '{sensor} B4').</source>
            <translation>INDICES={which}：波段 {names} 的名称像是 {other} 的波段：请使用该传感器的指数，给出 WAVELENGTHS，或在名称中写明传感器（如“{sensor} B4”）。</translation>
        </message>
        <message>
            <location filename="../core/image/indices.py"></location>
            <source>INDICES '{which}' is not known: give one of {index_sets}.</source>
            <translation>INDICES“{which}”不是可用的选项：请从 {index_sets} 中选择。</translation>
        </message>
        <message>
            <location filename="../core/image/indices.py"></location>
            <source>INDICES={which}: none of its indices can be computed, because the bands {missing} of {sensor} are not among {names}: name bands like 'B4', give WAVELENGTHS, or use INDICES=none.</source>
            <translation>INDICES={which}：其中的指数都无法计算，因为 {names} 中没有 {sensor} 的波段 {missing}：请按“B4”这样的名称命名波段，或给出 WAVELENGTHS，或使用 INDICES=none。</translation>
        </message>
        <message>
            <location filename="../core/image/indices.py"></location>
            <source>INDICES={which}: no band is known to be {missing} of {sensor} (name bands like 'B4', or give WAVELENGTHS), so that these indices are left out: {left_out}.</source>
            <translation>INDICES={which}：不能确定哪个波段是 {sensor} 的 {missing}（请按“B4”这样的名称命名波段，或给出 WAVELENGTHS），因此不使用以下指数：{left_out}。</translation>
        </message>
        <message>
            <location filename="../core/image/indices.py"></location>
            <source>INDICES={which}: {count} indices from {roles}.</source>
            <translation>INDICES={which}：由 {roles} 得到 {count} 个指数。</translation>
        </message>
        <message>
            <location filename="../core/image/pyramid.py"></location>
            <source>{levels} pyramid levels are needed, but an image of {width} x {height} pixels has 1 to {largest}: give a larger image or ask for fewer LEVELS.</source>
            <translation>需要 {levels} 个金字塔层，但 {width} x {height} 个像元的影像只能有 1 到 {largest} 层：请给出更大的影像，或减小 LEVELS。</translation>
        </message>
        <message>
            <location filename="../core/laboratory/columns.py"></location>
            <source>as text with the sign: &lt;0.5</source>
            <translation>带符号的文本：&lt;0.5</translation>
        </message>
        <message>
            <location filename="../core/laboratory/columns.py"></location>
            <source>as number, and a field that says -1 below, 1 above</source>
            <translation>数字，另有字段：低于为 -1，高于为 1</translation>
        </message>
        <message>
            <location filename="../core/laboratory/columns.py"></location>
            <source>{name}: fewer than half of its cells are numbers, and it is kept as text.</source>
            <translation>{name}：不到一半的单元格是数字，按文本保留。</translation>
        </message>
        <message>
            <location filename="../core/laboratory/columns.py"></location>
            <source>{name}: {below} below and {above} above a limit of detection, {measured} measured.</source>
            <translation>{name}：低于检出限 {below} 个，高于上限 {above} 个，实测 {measured} 个。</translation>
        </message>
        <message>
            <location filename="../core/laboratory/columns.py"></location>
            <source>{name}: {count} below detection, and the table says no limit: they are kept as {sign}; write the limits, or a row of them under the names.</source>
            <translation>{name}：{count} 个低于检出限而表中未给出检出限：保留为 {sign}；请写出检出限，或在名称下加一行检出限。</translation>
        </message>
        <message>
            <location filename="../core/laboratory/columns.py"></location>
            <source>'{text}' in row {row}</source>
            <translation>第 {row} 行的“{text}”</translation>
        </message>
        <message>
            <location filename="../core/laboratory/columns.py"></location>
            <source>{name}: {count} left empty, as they are no number or can be read in two ways ({shown}): correct them in the table, or name words for missing in MISSING_CODES.</source>
            <translation>{name}：{count} 个留空，因为不是数字或有两种读法（{shown}）：请在表中更正，或在 MISSING_CODES 中给出表示缺失的词。</translation>
        </message>
        <message>
            <location filename="../core/laboratory/coordinates.py"></location>
            <source>X_FIELD and Y_FIELD belong together: give both, or neither.</source>
            <translation>X_FIELD 和 Y_FIELD 成对使用：请同时给出，或都不给。</translation>
        </message>
        <message>
            <location filename="../core/laboratory/coordinates.py"></location>
            <source>INPUT: no two columns are found that are named like coordinates, such as X and Y, Longitude and Latitude or Easting and Northing, and hold numbers: give X_FIELD and Y_FIELD (the table has {names}).</source>
            <translation>INPUT：找不到名称像坐标（例如 X 和 Y、经度和纬度或东和北）且含数字的两列：请给出 X_FIELD 和 Y_FIELD（表中有 {names}）。</translation>
        </message>
        <message>
            <location filename="../core/laboratory/coordinates.py"></location>
            <source>{parameter}: the table has no column '{field}': give one of {names}.</source>
            <translation>{parameter}：表中没有“{field}”列：请给出 {names} 之一。</translation>
        </message>
        <message>
            <location filename="../core/laboratory/coordinates.py"></location>
            <source>The column '{name}' says {side}, and its degrees are taken as negative.</source>
            <translation>列“{name}”注明为 {side}，其度数取为负值。</translation>
        </message>
        <message>
            <location filename="../core/laboratory/coordinates.py"></location>
            <source>INPUT: the latitudes reach {value:g}, which is a longitude: the two columns are changed for each other; give X_FIELD and Y_FIELD.</source>
            <translation>INPUT：纬度达到 {value:g}，应为经度：两列颠倒了；请给出 X_FIELD 和 Y_FIELD。</translation>
        </message>
        <message>
            <location filename="../core/laboratory/coordinates.py"></location>
            <source>Coordinates: X is '{x}', Y is '{y}'.</source>
            <translation>坐标：X 为“{x}”，Y 为“{y}”。</translation>
        </message>
        <message>
            <location filename="../core/laboratory/coordinates.py"></location>
            <source>The coordinates are degrees, and no CRS is given: WGS 84 (EPSG:4326) is assumed; CRS changes it.</source>
            <translation>坐标为度而未给出坐标参考系：假定为 WGS 84（EPSG:4326）；可用 CRS 更改。</translation>
        </message>
        <message>
            <location filename="../core/laboratory/layout.py"></location>
            <source>INPUT: no row of the first {count} holds names of columns such as X, Y and Cu_ppm: write them into the row above the samples, or give HEADER_ROW.</source>
            <translation>INPUT：前 {count} 行中没有像 X、Y 和 Cu_ppm 这样的列名：请写在样品上方的一行，或给出 HEADER_ROW。</translation>
        </message>
        <message>
            <location filename="../core/laboratory/placing.py"></location>
            <source>The coordinates '{x}' and '{y}' lie outside of the area of {crs}, and inside where they are changed for each other: give X_FIELD={y} and Y_FIELD={x}.</source>
            <translation>坐标“{x}”和“{y}”位于 {crs} 的适用范围之外，互换后则在其内：请给出 X_FIELD={y} 和 Y_FIELD={x}。</translation>
        </message>
        <message>
            <location filename="../core/laboratory/placing.py"></location>
            <source>CRS {crs} has no degrees, but the coordinates '{x}' and '{y}' are degrees: give the system that they are in, such as EPSG:4326.</source>
            <translation>CRS {crs} 不以度为单位，而坐标“{x}”和“{y}”是度：请给出它们所在的坐标系，如 EPSG:4326。</translation>
        </message>
        <message>
            <location filename="../core/laboratory/placing.py"></location>
            <source>The coordinates '{x}' and '{y}' are of no place on Earth in {crs}: check CRS and the columns.</source>
            <translation>坐标“{x}”和“{y}”在 {crs} 中不对应地球上的任何位置：请检查 CRS 和这两列。</translation>
        </message>
        <message>
            <location filename="../core/laboratory/placing.py"></location>
            <source>The places lie about {longitude:.1f}, {latitude:.1f} degrees, outside of the area of {crs} ({west:g} to {east:g}, {south:g} to {north:g}): check CRS and the columns '{x}' and '{y}'.</source>
            <translation>各点位于经度 {longitude:.1f}、纬度 {latitude:.1f} 度附近，在 {crs} 的适用范围之外（经度 {west:g} 至 {east:g}，纬度 {south:g} 至 {north:g}）：请检查 CRS 以及列“{x}”和“{y}”。</translation>
        </message>
        <message>
            <location filename="../core/laboratory/placing.py"></location>
            <source>The column '{name}' says that coordinates are in several systems ({found}), and all are read in one: bring them to one system, or read each part by itself.</source>
            <translation>列“{name}”表明坐标属于几个坐标系（{found}），而全部按一个坐标系读取：请统一到一个坐标系，或将各部分分别读取。</translation>
        </message>
        <message>
            <location filename="../core/laboratory/placing.py"></location>
            <source>The column '{name}' says that contents are in several units ({found}), and they are kept as they are: bring them to one unit.</source>
            <translation>列“{name}”表明含量有几种单位（{found}），现按原值保留：请统一到一种单位。</translation>
        </message>
        <message>
            <location filename="../core/laboratory/reading.py"></location>
            <source>INPUT: {path} has no row of samples under its names: choose another file.</source>
            <translation>INPUT：{path} 的名称行下没有样品行：请选择其他文件。</translation>
        </message>
        <message>
            <location filename="../core/laboratory/reading.py"></location>
            <source>HEADER_ROW is {row}, which is empty or behind the last row ({last}): give the row of the names.</source>
            <translation>HEADER_ROW 为 {row}，该行为空或在最后一行（{last}）之后：请给出名称行。</translation>
        </message>
        <message>
            <location filename="../core/laboratory/reading.py"></location>
            <source>units</source>
            <translation>单位</translation>
        </message>
        <message>
            <location filename="../core/laboratory/reading.py"></location>
            <source>methods</source>
            <translation>方法</translation>
        </message>
        <message>
            <location filename="../core/laboratory/reading.py"></location>
            <source>limits of detection</source>
            <translation>检出限</translation>
        </message>
        <message>
            <location filename="../core/laboratory/reading.py"></location>
            <source>upper limits</source>
            <translation>上限</translation>
        </message>
        <message>
            <location filename="../core/laboratory/reading.py"></location>
            <source>names</source>
            <translation>名称</translation>
        </message>
        <message>
            <location filename="../core/laboratory/reading.py"></location>
            <source>Rows of the head: {rows}.</source>
            <translation>表头各行：{rows}。</translation>
        </message>
        <message>
            <location filename="../core/laboratory/reading.py"></location>
            <source>Rows above the names that are not used: {count} (first: '{first}').</source>
            <translation>名称行之上未使用的行：{count}（首行：“{first}”）。</translation>
        </message>
        <message>
            <location filename="../core/laboratory/reading.py"></location>
            <source>INPUT: no row has coordinates that are numbers: give X_FIELD and Y_FIELD.</source>
            <translation>INPUT：没有一行的坐标是数字：请给出 X_FIELD 和 Y_FIELD。</translation>
        </message>
        <message>
            <location filename="../core/laboratory/reading.py"></location>
            <source>CRS is missing: the coordinates '{x}' ({x_low:.10g} to {x_high:.10g}) and '{y}' ({y_low:.10g} to {y_high:.10g}) are no degrees: give the coordinate reference system that they are in.</source>
            <translation>缺少 CRS：坐标“{x}”（{x_low:.10g} 至 {x_high:.10g}）和“{y}”（{y_low:.10g} 至 {y_high:.10g}）不是度：请给出其坐标参考系。</translation>
        </message>
        <message>
            <location filename="../core/laboratory/reading.py"></location>
            <source>CRS is one of degrees, but the coordinates '{x}' ({x_low:.10g} to {x_high:.10g}) and '{y}' ({y_low:.10g} to {y_high:.10g}) are none: give the coordinate reference system that they are in.</source>
            <translation>CRS 以度为单位，但坐标“{x}”（{x_low:.10g} 至 {x_high:.10g}）和“{y}”（{y_low:.10g} 至 {y_high:.10g}）不是度：请给出其坐标参考系。</translation>
        </message>
        <message>
            <location filename="../core/laboratory/reading.py"></location>
            <source>Rows left out, because they have no coordinates, as blanks and standards have none: {count} (rows {rows}).</source>
            <translation>略去没有坐标的行（如空白样和标准样）：{count}（行 {rows}）。</translation>
        </message>
        <message>
            <location filename="../core/laboratory/reading.py"></location>
            <source>Rows left out, because their coordinates are 0, 0, far from all others: {count} (rows {rows}).</source>
            <translation>略去坐标为 0, 0 且远离其他样品的行：{count}（行 {rows}）。</translation>
        </message>
        <message>
            <location filename="../core/laboratory/reading.py"></location>
            <source>Rows far from all others, which may have a wrong digit in their coordinates, and are kept: {count} (rows {rows}).</source>
            <translation>远离其他各行、坐标中可能有错误数字、仍予保留的行：{count} 行（第 {rows} 行）。</translation>
        </message>
        <message>
            <location filename="../core/laboratory/reading.py"></location>
            <source>INPUT: the column '{name}' holds elements, so that each content has a row of its own: make a table with a row for each sample and a column for each element first (a pivot table).</source>
            <translation>INPUT：列“{name}”存放的是元素，即每个含量各占一行：请先做成每个样品一行、每个元素一列的表（数据透视表）。</translation>
        </message>
        <message>
            <location filename="../core/laboratory/reading.py"></location>
            <source>INPUT: no column is named like an element or oxide with numbers under it, such as Cu_ppm, Au [ppb] or SiO2 (it has {names}): name them so.</source>
            <translation>INPUT：没有名称为元素或氧化物且其下为数字的列，例如 Cu_ppm、Au [ppb] 或 SiO2（表中有 {names}）：请这样命名。</translation>
        </message>
        <message>
            <location filename="../core/laboratory/reading.py"></location>
            <source>No unit is known of {names}: write it behind the name (Cu_ppm) or into a row under the names.</source>
            <translation>{names} 的单位未知：请写在名称之后（Cu_ppm），或写在名称下的一行。</translation>
        </message>
        <message>
            <location filename="../core/laboratory/reading.py"></location>
            <source>Names of fields: {names}.</source>
            <translation>字段名称：{names}。</translation>
        </message>
        <message>
            <location filename="../core/laboratory/reading.py"></location>
            <source>The oxides in percent add up to {total:.2g} in most rows: spreadsheets keep what they show as 65% as 0.65; multiply the cells by 100, or call the columns kg/kg.</source>
            <translation>以百分数计的氧化物在多数行中合计为 {total:.2g}：电子表格把显示为 65% 的值存为 0.65；请将这些单元格乘以 100，或把列的单位写为 kg/kg。</translation>
        </message>
        <message>
            <location filename="../core/laboratory/reading.py"></location>
            <source>Rows that are the same as another one in every cell: {count}; they are kept.</source>
            <translation>与另一行每个单元格都相同的行：{count}；予以保留。</translation>
        </message>
        <message>
            <location filename="../core/laboratory/reading.py"></location>
            <source>Rows at the place of another one: {count}; they are kept, and 'Grid geochemical samples' averages them first.</source>
            <translation>与另一行位置相同的行：{count}；予以保留，“地球化学样品格网化”会先取平均。</translation>
        </message>
        <message>
            <location filename="../core/laboratory/reading_report.py"></location>
            <source>number</source>
            <translation>数字</translation>
        </message>
        <message>
            <location filename="../core/laboratory/reading_report.py"></location>
            <source>whole number</source>
            <translation>整数</translation>
        </message>
        <message>
            <location filename="../core/laboratory/reading_report.py"></location>
            <source>text</source>
            <translation>文本</translation>
        </message>
        <message>
            <location filename="../core/laboratory/reading_report.py"></location>
            <source>Contents</source>
            <translation>含量</translation>
        </message>
        <message>
            <location filename="../core/laboratory/reading_report.py"></location>
            <source>What could not be read</source>
            <translation>未能读取的内容</translation>
        </message>
        <message>
            <location filename="../core/laboratory/reading_report.py"></location>
            <source>Where the samples lie</source>
            <translation>样品的位置</translation>
        </message>
        <message>
            <location filename="../core/laboratory/reading_report.py"></location>
            <source>Other columns</source>
            <translation>其他列</translation>
        </message>
        <message>
            <location filename="../core/laboratory/reading_report.py"></location>
            <source>How the file was read</source>
            <translation>文件的读取方式</translation>
        </message>
        <message>
            <location filename="../core/laboratory/reading_report.py"></location>
            <source>{samples} with {elements}. Values measured: {measured}, below a limit of detection: {below}, above one: {above}, missing: {missing}, that could not be read: {unreadable}.</source>
            <translation>{samples}，{elements}。实测值：{measured} 个，低于检出限：{below} 个，高于上限：{above} 个，缺失：{missing} 个，未能读取：{unreadable} 个。</translation>
        </message>
        <message>
            <location filename="../core/laboratory/reading_report.py"></location>
            <source>column</source>
            <translation>列</translation>
        </message>
        <message>
            <location filename="../core/laboratory/reading_report.py"></location>
            <source>measured</source>
            <translation>实测</translation>
        </message>
        <message>
            <location filename="../core/laboratory/reading_report.py"></location>
            <source>below</source>
            <translation>低于</translation>
        </message>
        <message>
            <location filename="../core/laboratory/reading_report.py"></location>
            <source>above</source>
            <translation>高于</translation>
        </message>
        <message>
            <location filename="../core/laboratory/reading_report.py"></location>
            <source>unreadable</source>
            <translation>未读取</translation>
        </message>
        <message>
            <location filename="../core/laboratory/reading_report.py"></location>
            <source>least</source>
            <translation>最小</translation>
        </message>
        <message>
            <location filename="../core/laboratory/reading_report.py"></location>
            <source>largest</source>
            <translation>最大</translation>
        </message>
        <message>
            <location filename="../core/laboratory/reading_report.py"></location>
            <source>Every cell of a content was read.</source>
            <translation>含量的每个单元格都已读取。</translation>
        </message>
        <message>
            <location filename="../core/laboratory/reading_report.py"></location>
            <source>These cells are empty in the layer. The number in brackets is that of the row in the file; n.d. may be not detected or not determined, and 1,234 may be 1234 or 1.234.</source>
            <translation>这些单元格在图层中为空。括号中为文件的行号；n.d. 可以是未检出或未测定，1,234 可以是 1234 或 1.234。</translation>
        </message>
        <message>
            <location filename="../core/laboratory/reading_report.py"></location>
            <source>text (row)</source>
            <translation>文本（行）</translation>
        </message>
        <message>
            <location filename="../core/laboratory/reading_report.py"></location>
            <source>There are none.</source>
            <translation>没有。</translation>
        </message>
        <message>
            <location filename="../core/laboratory/reading_report.py"></location>
            <location filename="../core/prospectivity/prospectivity_report.py"></location>
            <location filename="../core/superresolution/super_report.py"></location>
            <source>kind</source>
            <translation>种类</translation>
        </message>
        <message>
            <location filename="../core/laboratory/reading_report.py"></location>
            <source>file</source>
            <translation>文件</translation>
        </message>
        <message>
            <location filename="../core/laboratory/reading_report.py"></location>
            <source>columns of coordinates</source>
            <translation>坐标列</translation>
        </message>
        <message>
            <location filename="../core/laboratory/reading_report.py"></location>
            <source>coordinate reference system</source>
            <translation>坐标参考系</translation>
        </message>
        <message>
            <location filename="../core/laboratory/reading_report.py"></location>
            <source>rows left out without a place</source>
            <translation>因没有位置而略去的行</translation>
        </message>
        <message>
            <location filename="../core/laboratory/reading_report.py"></location>
            <source>rows that repeat another one</source>
            <translation>与另一行重复的行</translation>
        </message>
        <message>
            <location filename="../core/laboratory/reading_report.py"></location>
            <source>rows at the place of another one</source>
            <translation>与另一行位置相同的行</translation>
        </message>
        <message>
            <location filename="../core/laboratory/reading_report.py"></location>
            <source>encoding</source>
            <translation>编码</translation>
        </message>
        <message>
            <location filename="../core/laboratory/reading_report.py"></location>
            <source>delimiter</source>
            <translation>分隔符</translation>
        </message>
        <message>
            <location filename="../core/laboratory/reading_report.py"></location>
            <source>sheet</source>
            <translation>工作表</translation>
        </message>
        <message>
            <location filename="../core/laboratory/reading_report.py"></location>
            <source>found</source>
            <translation>识别</translation>
        </message>
        <message>
            <location filename="../core/laboratory/reading_report.py"></location>
            <source>row {number}</source>
            <translation>第 {number} 行</translation>
        </message>
        <message>
            <location filename="../core/laboratory/signs.py"></location>
            <source>The signs of the column '{sign}' were put before the cells of '{name}': {count} limits.</source>
            <translation>列“{sign}”中的符号已加到“{name}”的单元格之前：共 {count} 个限值。</translation>
        </message>
        <message>
            <location filename="../core/laboratory/signs.py"></location>
            <source>The column '{sign}' ({codes}) may say which cells of '{name}' are limits, and is not read: write '&lt;' there, or before the limits themselves.</source>
            <translation>列“{sign}”（{codes}）可能说明“{name}”中哪些单元格是限值，但未被读取：请在该列或限值之前写上“&lt;”。</translation>
        </message>
        <message>
            <location filename="../core/laboratory/table_file.py"></location>
            <source>INPUT: there is no file {path}: choose the table of the laboratory.</source>
            <translation>INPUT：没有文件 {path}：请选择实验室表格。</translation>
        </message>
        <message>
            <location filename="../core/laboratory/table_file.py"></location>
            <source>INPUT: {path} does not end like a table: give one of {known}.</source>
            <translation>INPUT：{path} 的扩展名不是表格：请给出 {known} 之一。</translation>
        </message>
        <message>
            <location filename="../core/laboratory/table_file.py"></location>
            <source>INPUT: {path} holds no cell with a text or number: choose another file.</source>
            <translation>INPUT：{path} 没有含文本或数字的单元格：请选择其他文件。</translation>
        </message>
        <message>
            <location filename="../core/laboratory/table_file.py"></location>
            <source>Read as text in {encoding}, cells divided by '{delimiter}'.</source>
            <translation>以 {encoding} 编码的文本读取，单元格以“{delimiter}”分隔。</translation>
        </message>
        <message>
            <location filename="../core/laboratory/table_file.py"></location>
            <source>SHEET: {path} has no sheet '{sheet}': give one of {names}.</source>
            <translation>SHEET：{path} 没有工作表“{sheet}”：请给出 {names} 之一。</translation>
        </message>
        <message>
            <location filename="../core/laboratory/table_file.py"></location>
            <source>Of the sheets the fullest was read, '{sheet}'; SHEET chooses another one: {others}.</source>
            <translation>读取了最满的工作表“{sheet}”；可用 SHEET 选择其他：{others}。</translation>
        </message>
        <message>
            <location filename="../core/laboratory/table_file.py"></location>
            <source>ENCODING '{name}' is not known: give one such as utf-8 or cp1252.</source>
            <translation>ENCODING “{name}”未知：请给出例如 utf-8 或 cp1252。</translation>
        </message>
        <message>
            <location filename="../core/laboratory/table_file.py"></location>
            <source>ENCODING: {path} is not written in {name}: leave it empty, or give another one.</source>
            <translation>ENCODING：{path} 不是以 {name} 写成：请留空或给出其他编码。</translation>
        </message>
        <message>
            <location filename="../core/laboratory/table_file.py"></location>
            <source>INPUT: {path} is no text: save the table as CSV or XLSX.</source>
            <translation>INPUT：{path} 不是文本：请将表格另存为 CSV 或 XLSX。</translation>
        </message>
        <message>
            <location filename="../core/laboratory/table_file.py"></location>
            <source>INPUT: {path} cannot be divided into cells ({error}): save the table again.</source>
            <translation>INPUT：{path} 无法分成单元格（{error}）：请重新保存表格。</translation>
        </message>
        <message>
            <location filename="../core/model_file.py"></location>
            <source>The model file {path} does not exist: choose the {ending} file that training wrote.</source>
            <translation>模型文件 {path} 不存在：请选择由训练写出的 {ending} 文件。</translation>
        </message>
        <message>
            <location filename="../core/model_file.py"></location>
            <source>The model file {path} is damaged or was not made by Geochem Fusion ({name}): train again.</source>
            <translation>模型文件 {path} 已损坏，或不是由 Geochem Fusion 生成的（{name}）：请重新训练。</translation>
        </message>
        <message>
            <location filename="../core/model_file.py"></location>
            <source>The model file {path} would unpack to an impossible size: train again.</source>
            <translation>模型文件 {path} 解压后的大小超出合理范围：请重新训练。</translation>
        </message>
        <message>
            <location filename="../core/model_file.py"></location>
            <source>The model file {path} is applied by '{other}': choose one for '{this}' here.</source>
            <translation>模型文件 {path} 应由“{other}”使用：请在此选择供“{this}”使用的模型文件。</translation>
        </message>
        <message>
            <location filename="../core/model_file.py"></location>
            <source>The file {path} is not a Geochem Fusion model: choose the {ending} file that training wrote.</source>
            <translation>文件 {path} 不是 Geochem Fusion 模型：请选择由训练写出的 {ending} 文件。</translation>
        </message>
        <message>
            <location filename="../core/model_file.py"></location>
            <source>The model file {path} has schema {found}, and this version reads {schema}: update the plugin or train again.</source>
            <translation>模型文件 {path} 的格式版本为 {found}，而本版本插件只能读取 {schema}：请更新插件或重新训练。</translation>
        </message>
        <message>
            <location filename="../core/practice/scene.py"></location>
            <source>The ground is synthetic: copper follows mafic rock and alteration, which the image sees, and a trend that it does not see.</source>
            <translation>该区域为合成：铜受影像可见的基性岩和蚀变控制，也受影像不可见的趋势控制。</translation>
        </message>
        <message>
            <location filename="../core/products/class_limits.py"></location>
            <source>percentiles of the area</source>
            <translation>面积百分位</translation>
        </message>
        <message>
            <location filename="../core/products/class_limits.py"></location>
            <source>median and 1, 2 and 3 absolute deviations</source>
            <translation>中位数与 1、2、3 倍绝对离差</translation>
        </message>
        <message>
            <location filename="../core/products/class_limits.py"></location>
            <source>PERCENTILES '{text}' is not understood: give rising numbers between 0 and 100 separated by commas, such as {usual}.</source>
            <translation>PERCENTILES“{text}”无法理解：请给出 0 到 100 之间递增、以逗号分隔的数，例如 {usual}。</translation>
        </message>
        <message>
            <location filename="../core/products/class_limits.py"></location>
            <source>THRESHOLD: '{part}' is not understood: give one number, or one an element, such as Cu=45;Zn=200.</source>
            <translation>THRESHOLD：无法理解“{part}”：请给出一个数，或每个元素一个，例如 Cu=45;Zn=200。</translation>
        </message>
        <message>
            <location filename="../core/products/class_limits.py"></location>
            <source>THRESHOLD: the map has no element '{name}': give one of {names}.</source>
            <translation>THRESHOLD：图中没有元素“{name}”：请给出 {names} 之一。</translation>
        </message>
        <message>
            <location filename="../core/products/class_limits.py"></location>
            <source>THRESHOLD: '{part}' is in {unit}, and '{name}' in {own}: give a number in the unit of the map.</source>
            <translation>THRESHOLD：“{part}”的单位是 {unit}，而“{name}”的单位是 {own}：请按图的单位给出数值。</translation>
        </message>
        <message>
            <location filename="../core/products/class_limits.py"></location>
            <source>no unit that is known</source>
            <translation>未知单位</translation>
        </message>
        <message>
            <location filename="../core/products/class_limits.py"></location>
            <source>INPUT: the band '{name}' has no pixel with a value: choose other BANDS.</source>
            <translation>INPUT：波段“{name}”没有有值的像元：请选择其他 BANDS。</translation>
        </message>
        <message>
            <location filename="../core/products/class_limits.py"></location>
            <source>all</source>
            <translation>全部</translation>
        </message>
        <message>
            <location filename="../core/products/class_limits.py"></location>
            <source>to {high}{unit}</source>
            <translation>至 {high}{unit}</translation>
        </message>
        <message>
            <location filename="../core/products/class_limits.py"></location>
            <source>{low} to {high}{unit}</source>
            <translation>{low} 至 {high}{unit}</translation>
        </message>
        <message>
            <location filename="../core/products/class_limits.py"></location>
            <source>more than {low}{unit}</source>
            <translation>大于 {low}{unit}</translation>
        </message>
        <message>
            <location filename="../core/products/class_limits.py"></location>
            <source>{low}{unit} and more</source>
            <translation>{low}{unit} 及以上</translation>
        </message>
        <message>
            <location filename="../core/products/classification.py"></location>
            <source>PROBABILITY needs the standard deviations of the map: give UNCERTAINTY, or leave it out.</source>
            <translation>PROBABILITY 需要图的标准差：请给出 UNCERTAINTY，或不写 PROBABILITY。</translation>
        </message>
        <message>
            <location filename="../core/products/classification.py"></location>
            <source>UNCERTAINTY {path} lies on another grid than INPUT: give the standard deviations that 'Apply fusion model' wrote beside the map.</source>
            <translation>UNCERTAINTY {path} 与 INPUT 的网格不同：请给出“应用融合模型”与该图一同写出的标准差。</translation>
        </message>
        <message>
            <location filename="../core/products/classification.py"></location>
            <source>UNCERTAINTY {path} has no band of {names}: give the standard deviations that 'Apply fusion model' wrote beside the map.</source>
            <translation>UNCERTAINTY {path} 没有 {names} 的波段：请给出“应用融合模型”与该图一同写出的标准差。</translation>
        </message>
        <message>
            <location filename="../core/products/classification.py"></location>
            <source>UNCERTAINTY {path} is in another unit than INPUT: give the standard deviations that 'Apply fusion model' wrote beside the map.</source>
            <translation>UNCERTAINTY {path} 的单位与 INPUT 不同：请给出“应用融合模型”随图写出的标准差。</translation>
        </message>
        <message>
            <location filename="../core/products/classification.py"></location>
            <source>INDEX_BANDS: {names} are not among BANDS: choose them there too.</source>
            <translation>INDEX_BANDS：{names} 不在 BANDS 中：请在那里也选上。</translation>
        </message>
        <message>
            <location filename="../core/products/classification.py"></location>
            <source>Limits are found from every {step}th pixel of every {step}th row; all pixels are classed.</source>
            <translation>界限由每 {step} 行、每 {step} 列一个像元求得；所有像元都被分级。</translation>
        </message>
        <message>
            <location filename="../core/products/classification.py"></location>
            <source>{name}: not all contents are above 0; median and deviations are not of logarithms.</source>
            <translation>{name}：含量并非全部大于 0；中位数与离差不取对数。</translation>
        </message>
        <message>
            <location filename="../core/products/classification.py"></location>
            <source>{name}: the concentration-area curve has no break, so that all of it is one class.</source>
            <translation>{name}：含量-面积曲线没有拐点，全部为一级。</translation>
        </message>
        <message>
            <location filename="../core/products/classification.py"></location>
            <source>INDEX: no pixel has a value in all INDEX_BANDS: choose fewer.</source>
            <translation>INDEX：没有像元在所有 INDEX_BANDS 中都有值：请少选一些。</translation>
        </message>
        <message>
            <location filename="../core/products/classification_report.py"></location>
            <source>Percentiles say which part of the area is highest, whatever it holds: there are always anomalies. The median and absolute deviations (Reimann et al. 2005) say what lies outside the bulk of the values, and the breaks of the concentration-area fractal (Cheng et al. 1994) where another population begins. Which of them parts background from anomaly is a judgement that no number makes; limits of all three stand here, those of the classes written in the maps.</source>
            <translation>百分位表示面积中最高的部分，无论其内容：总会有“异常”。中位数与绝对离差（Reimann 等，2005）表示落在大多数值之外的部分，含量-面积分形的拐点（Cheng 等，1994）表示另一总体的开始。哪一个划分背景与异常，不是任何数字能作的判断；三种方法的界限都列在这里，图中写出的是分级所用的界限。</translation>
        </message>
        <message>
            <location filename="../core/products/classification_report.py"></location>
            <source>Limits</source>
            <translation>界限</translation>
        </message>
        <message>
            <location filename="../core/products/classification_report.py"></location>
            <source>Concentration and area</source>
            <translation>含量与面积</translation>
        </message>
        <message>
            <location filename="../core/products/classification_report.py"></location>
            <source>Classes of a geochemical map</source>
            <translation>地球化学图分级</translation>
        </message>
        <message>
            <location filename="../core/products/classification_report.py"></location>
            <source>The probability of exceeding the threshold is that of a {distribution} distribution with the content as mean and the standard deviation of UNCERTAINTY. It holds at each pixel by itself; pixels near each other are right or wrong together.</source>
            <translation>超过阈值的概率按 {distribution} 分布计算，以含量为均值，以 UNCERTAINTY 为标准差。它对每个像元单独成立；相邻像元会一同对或一同错。</translation>
        </message>
        <message>
            <location filename="../core/products/classification_report.py"></location>
            <source>{name}: {share:.1%} of the area lies above the threshold of {threshold}.</source>
            <translation>{name}：{share:.1%} 的面积高于阈值 {threshold}。</translation>
        </message>
        <message>
            <location filename="../core/products/classification_report.py"></location>
            <source>threshold</source>
            <translation>阈值</translation>
        </message>
        <message>
            <location filename="../core/products/classification_report.py"></location>
            <source>level</source>
            <translation>级别</translation>
        </message>
        <message>
            <location filename="../core/products/classification_report.py"></location>
            <source>limit</source>
            <translation>界限</translation>
        </message>
        <message>
            <location filename="../core/products/classification_report.py"></location>
            <source>area above</source>
            <translation>其上面积</translation>
        </message>
        <message>
            <location filename="../core/products/classification_report.py"></location>
            <source>median + 2 MAD</source>
            <translation>中位数 + 2 MAD</translation>
        </message>
        <message>
            <location filename="../core/products/classification_report.py"></location>
            <source>given</source>
            <translation>给定</translation>
        </message>
        <message>
            <location filename="../core/products/classification_report.py"></location>
            <source>It has {share:.0%} of the variance of the centred log-ratios. The loadings are correlations with it; its sign is that of the first element.</source>
            <translation>它占中心对数比方差的 {share:.0%}。载荷是与它的相关系数；符号取第一个元素的方向。</translation>
        </message>
        <message>
            <location filename="../core/products/classification_report.py"></location>
            <source>loading</source>
            <translation>载荷</translation>
        </message>
        <message>
            <location filename="../core/products/classification_report.py"></location>
            <source>index</source>
            <translation>指数</translation>
        </message>
        <message>
            <location filename="../core/products/classification_report.py"></location>
            <source>The area of all pixels with at least a content over that content, both on logarithmic axes: within one population it is a line, and it breaks (dashed) where another one begins.</source>
            <translation>不低于某含量的所有像元的面积对该含量，两轴均为对数：同一总体内为直线，另一总体开始处出现拐点（虚线）。</translation>
        </message>
        <message>
            <location filename="../core/products/classification_report.py"></location>
            <source>share of the area</source>
            <translation>面积比例</translation>
        </message>
        <message>
            <location filename="../core/products/element_index.py"></location>
            <source>sum of robust z</source>
            <translation>稳健 z 之和</translation>
        </message>
        <message>
            <location filename="../core/products/element_index.py"></location>
            <source>first principal component of centred log-ratios</source>
            <translation>中心对数比的第一主成分</translation>
        </message>
        <message>
            <location filename="../core/products/element_index.py"></location>
            <source>INDEX: more than half of the map has one value of '{name}', so that its z is not known: leave it out of INDEX_BANDS.</source>
            <translation>INDEX：图中一半以上为“{name}”的同一个值，无法得到其 z：请从 INDEX_BANDS 中去掉它。</translation>
        </message>
        <message>
            <location filename="../core/products/element_index.py"></location>
            <source>INDEX_KIND=component needs two elements and more: choose more INDEX_BANDS, or z_sum.</source>
            <translation>INDEX_KIND=component 需要两个以上元素：请多选 INDEX_BANDS，或用 z_sum。</translation>
        </message>
        <message>
            <location filename="../core/products/element_index.py"></location>
            <source>INDEX: no pixels have contents above 0 of all of {names}: choose fewer INDEX_BANDS.</source>
            <translation>INDEX：没有像元的 {names} 含量全部大于 0：请少选 INDEX_BANDS。</translation>
        </message>
        <message>
            <location filename="../core/products/element_index.py"></location>
            <source>INDEX: the ratios of the elements are the same everywhere: choose other INDEX_BANDS.</source>
            <translation>INDEX：各元素之比处处相同：请选择其他 INDEX_BANDS。</translation>
        </message>
        <message>
            <location filename="../core/products/exceedance.py"></location>
            <source>normal</source>
            <translation>正态</translation>
        </message>
        <message>
            <location filename="../core/products/exceedance.py"></location>
            <source>lognormal</source>
            <translation>对数正态</translation>
        </message>
        <message>
            <location filename="../core/prospectivity/favourable.py"></location>
            <source>{name} is '{text}': give a number from {least:g} for each layer of FAVOURABLE ({count}), separated by commas.</source>
            <translation>{name} 为“{text}”：请为 FAVOURABLE 的每个图层（共 {count} 个）各给出一个不小于 {least:g} 的数，以逗号分隔。</translation>
        </message>
        <message>
            <location filename="../core/prospectivity/favourable.py"></location>
            <source>WEIGHTS are all 0: give a number above 0 for one of the layers of FAVOURABLE.</source>
            <translation>WEIGHTS 全为 0：请为 FAVOURABLE 的某个图层给出大于 0 的数。</translation>
        </message>
        <message>
            <location filename="../core/prospectivity/favourable.py"></location>
            <source>FAVOURABLE: the layer '{source}' has no feature that can be placed: check its CRS, selection and filter.</source>
            <translation>FAVOURABLE：图层“{source}”没有可定位的要素：请检查其坐标参考系、选择和过滤条件。</translation>
        </message>
        <message>
            <location filename="../core/prospectivity/findings.py"></location>
            <source>Targets at or above the {percentile:g} % percentile of the score: {count}; they cover {share:.1%} of the {cells} cells with a score.</source>
            <translation>达到或超过得分第 {percentile:g} 百分位的靶区：{count} 个；占 {cells} 个有得分单元的 {share:.1%}。</translation>
        </message>
        <message>
            <location filename="../core/prospectivity/findings.py"></location>
            <source>No deposits were given, so nothing can be said about whether the map is right.</source>
            <translation>未给出矿床，因此无法说明此图是否正确。</translation>
        </message>
        <message>
            <location filename="../core/prospectivity/findings.py"></location>
            <source>The score ranks {known} cells with known deposits with an AUC of {auc:.2f} and holds {capture:.0%} of the deposits in its best 10 %; the best of the others, '{other}', has {others:.2f}.</source>
            <translation>得分对 {known} 个含已知矿床的单元排序的 AUC 为 {auc:.2f}，得分最高的 10 % 中含 {capture:.0%} 的矿床；其他得分中最好的“{other}”为 {others:.2f}。</translation>
        </message>
        <message>
            <location filename="../core/prospectivity/findings.py"></location>
            <source>With so few clusters of deposits all this is mostly chance.</source>
            <translation>矿床聚类如此之少，这些多半出于偶然。</translation>
        </message>
        <message>
            <location filename="../core/prospectivity/findings.py"></location>
            <source>The score is made without a network.</source>
            <translation>得分不含网络。</translation>
        </message>
        <message>
            <location filename="../core/prospectivity/findings.py"></location>
            <source>The network adds nothing that can be told from chance: AUC {gain:+.3f} with a standard error of {error:.3f}.</source>
            <translation>网络没有带来可与偶然相区别的增益：AUC {gain:+.3f}，标准误 {error:.3f}。</translation>
        </message>
        <message>
            <location filename="../core/prospectivity/findings.py"></location>
            <source>The network adds {gain:+.3f} to the AUC, with a standard error of {error:.3f}.</source>
            <translation>网络使 AUC 增加 {gain:+.3f}，标准误 {error:.3f}。</translation>
        </message>
        <message>
            <location filename="../core/prospectivity/findings.py"></location>
            <source>The network takes {gain:+.3f} from the AUC, with a standard error of {error:.3f}.</source>
            <translation>网络使 AUC 减少 {gain:+.3f}，标准误 {error:.3f}。</translation>
        </message>
        <message>
            <location filename="../core/prospectivity/findings.py"></location>
            <source>With a network that was not trained the AUC is {other:.3f} instead of {auc:.3f}.</source>
            <translation>用未训练的网络，AUC 为 {other:.3f}，而不是 {auc:.3f}。</translation>
        </message>
        <message>
            <location filename="../core/prospectivity/findings.py"></location>
            <source>On ground that was not learned from, {r2:.2f} of the variance of hidden values is explained{cross}.</source>
            <translation>在未用于学习的地面上，隐藏值方差的 {r2:.2f} 得到解释{cross}。</translation>
        </message>
        <message>
            <location filename="../core/prospectivity/findings.py"></location>
            <source>Where the network learned, which proves no skill, it explains {r2:.2f} of it{cross}.</source>
            <translation>在网络学习所用的地面上（不证明有效），网络解释了其中的 {r2:.2f}{cross}。</translation>
        </message>
        <message>
            <location filename="../core/prospectivity/findings.py"></location>
            <source>, of geochemistry told from the other sources {r2:.2f}</source>
            <translation>，由其他来源推断的地球化学为 {r2:.2f}</translation>
        </message>
        <message>
            <location filename="../core/prospectivity/findings.py"></location>
            <source>highest</source>
            <translation>最高</translation>
        </message>
        <message>
            <location filename="../core/prospectivity/findings.py"></location>
            <source>highest above usual (mean normal score)</source>
            <translation>高于常态最多者（平均正态得分）</translation>
        </message>
        <message>
            <location filename="../core/prospectivity/layers.py"></location>
            <location filename="../core/prospectivity/prospectivity_report.py"></location>
            <source>geochemistry</source>
            <translation>地球化学</translation>
        </message>
        <message>
            <location filename="../core/prospectivity/layers.py"></location>
            <source>{name}: {path} does not show the area of the others: check that all show the same area and each CRS.</source>
            <translation>{name}：{path} 与其他栅格不在同一地区：请检查它们是否为同一地区以及各自的坐标参考系。</translation>
        </message>
        <message>
            <location filename="../core/prospectivity/layers.py"></location>
            <source>MISSING_CODES '{text}' is not understood: rasters hold numbers only; give some separated by semicolons, such as -999;-8888.</source>
            <translation>无法理解 MISSING_CODES“{text}”：栅格只含数字；请给出用分号隔开的数字，如 -999;-8888。</translation>
        </message>
        <message>
            <location filename="../core/prospectivity/layers.py"></location>
            <source>RASTERS have no layer '{missing}' that the model was made of (they have {names}): give the same layers.</source>
            <translation>RASTERS 中没有建立模型所用的图层“{missing}”（有 {names}）：请给出相同的图层。</translation>
        </message>
        <message>
            <location filename="../core/prospectivity/layers.py"></location>
            <source>{name}: the rasters have no band '{missing}' (they have {names}): give names of bands.</source>
            <translation>{name}：栅格中没有波段“{missing}”（有 {names}）：请给出波段名称。</translation>
        </message>
        <message>
            <location filename="../core/prospectivity/layers.py"></location>
            <source>CELL_SIZE is {size}, which makes {width} x {height} cells of the area: give another size.</source>
            <translation>CELL_SIZE 为 {size}，使该地区为 {width} x {height} 个单元：请给出其他大小。</translation>
        </message>
        <message>
            <location filename="../core/prospectivity/masked_network.py"></location>
            <source>The network cannot be made with these settings: {reason}.</source>
            <translation>无法按这些设置建立网络：{reason}。</translation>
        </message>
        <message>
            <location filename="../core/prospectivity/masked_network.py"></location>
            <source>No cell has a value in any layer: check MASK and the nodata values of the rasters.</source>
            <translation>所有图层在任何单元都没有值：请检查 MASK 和各栅格的无数据值。</translation>
        </message>
        <message>
            <location filename="../core/prospectivity/network_learning.py"></location>
            <source>fusion convolution</source>
            <translation>融合卷积</translation>
        </message>
        <message>
            <location filename="../core/prospectivity/network_learning.py"></location>
            <source>Transformer</source>
            <translation>Transformer 网络</translation>
        </message>
        <message>
            <location filename="../core/prospectivity/network_learning.py"></location>
            <source>both</source>
            <translation>两者</translation>
        </message>
        <message>
            <location filename="../core/prospectivity/network_learning.py"></location>
            <source>source: {name}</source>
            <translation>来源：{name}</translation>
        </message>
        <message>
            <location filename="../core/prospectivity/outliers.py"></location>
            <source>Too few cells have values in a third of the layers ({count}, and {least} are the least): give rasters that overlap, or smaller cells.</source>
            <translation>在三分之一的图层中有值的单元太少（{count} 个，而至少需要 {least} 个）：请给出相互重叠的栅格，或较小的单元。</translation>
        </message>
        <message>
            <location filename="../core/prospectivity/prospecting.py"></location>
            <source>RASTERS have a single layer: give several, geochemistry and others.</source>
            <translation>RASTERS 只有一个图层：请给出多个，地球化学及其他。</translation>
        </message>
        <message>
            <location filename="../core/prospectivity/prospecting.py"></location>
            <source>Geochemical layers: {names}.</source>
            <translation>地球化学图层：{names}。</translation>
        </message>
        <message>
            <location filename="../core/prospectivity/prospecting.py"></location>
            <source>No layer is named as an element, so the score says how unusual cells are in all layers: name bands in GEOCHEM_BANDS where there is geochemistry.</source>
            <translation>没有图层以元素命名，因此得分表示单元在所有图层中的异常程度：如有地球化学，请在 GEOCHEM_BANDS 中给出波段名称。</translation>
        </message>
        <message>
            <location filename="../core/prospectivity/prospecting.py"></location>
            <source>All contents are 0 in the same cells and nowhere else, so 0 is taken for no value there.</source>
            <translation>所有含量都在相同的单元为 0，而在别处都不为 0，因此这些单元的 0 视为无值。</translation>
        </message>
        <message>
            <location filename="../core/prospectivity/prospecting.py"></location>
            <source>No untrained network stands beside the score: it would take as long as the map itself.</source>
            <translation>得分旁没有未训练的网络作对照：它所需的时间与制图本身一样长。</translation>
        </message>
        <message>
            <location filename="../core/prospectivity/prospecting.py"></location>
            <source>Layers left out, because they have no value here: {names}.</source>
            <translation>略去在此没有值的图层：{names}。</translation>
        </message>
        <message>
            <location filename="../core/prospectivity/prospecting.py"></location>
            <source>Layers left out, because they are the same everywhere: {names}.</source>
            <translation>略去处处相同的图层：{names}。</translation>
        </message>
        <message>
            <location filename="../core/prospectivity/prospecting.py"></location>
            <source>Fewer than two layers differ from cell to cell: check that the rasters overlap.</source>
            <translation>随单元变化的图层不足两个：请检查栅格是否重叠。</translation>
        </message>
        <message>
            <location filename="../core/prospectivity/prospecting.py"></location>
            <source>coherence of the geochemistry</source>
            <translation>地球化学的一致性</translation>
        </message>
        <message>
            <location filename="../core/prospectivity/prospecting.py"></location>
            <location filename="../core/prospectivity/prospectivity_report.py"></location>
            <source>layer</source>
            <translation>图层</translation>
        </message>
        <message>
            <location filename="../core/prospectivity/prospecting.py"></location>
            <source>favourable features</source>
            <translation>有利要素</translation>
        </message>
        <message>
            <location filename="../core/prospectivity/prospectivity_report.py"></location>
            <source>All rows are computed over the same cells: those that hold a deposit against all others. A score is worth something where it is above 0.5, above every null, and where its difference to another is more than twice the standard error, which counts deposits that lie within three cells of each other as one. The best single layer is chosen with the deposits and with either sign: a bound, no competitor. Captures are not areas under curves: a map that ranks better in all may hold fewer deposits in its best 5 %. Green marks the best of each column.</source>
            <translation>所有行都在相同单元上计算：含矿床的单元对所有其他单元。得分高于 0.5、高于每个零假设，且与另一得分之差大于标准误的两倍时才有价值；标准误把相距三个单元以内的矿床计为一个。最佳单一图层是借助矿床选出的，正负均可：它是上限而非竞争者。捕获率不是曲线下面积：总体排序更好的图，其最高 5 % 中的矿床可能更少。绿色标出每列最好者。</translation>
        </message>
        <message>
            <location filename="../core/prospectivity/prospectivity_report.py"></location>
            <source>Parts of the score</source>
            <translation>得分的组成</translation>
        </message>
        <message>
            <location filename="../core/prospectivity/prospectivity_report.py"></location>
            <source>{layers} layers of {sources} sources; cells of {size}</source>
            <translation>{sources} 个来源的 {layers} 个图层；单元 {size}</translation>
        </message>
        <message>
            <location filename="../core/prospectivity/prospectivity_report.py"></location>
            <source>Mineral prospectivity</source>
            <translation>矿产远景</translation>
        </message>
        <message>
            <location filename="../core/prospectivity/prospectivity_report.py"></location>
            <source>Circles: known deposits, which have no part in the map.</source>
            <translation>圆圈：已知矿床，不参与制图。</translation>
        </message>
        <message>
            <location filename="../core/prospectivity/prospectivity_report.py"></location>
            <source>No cells that touch reach the percentile together, so there is no target.</source>
            <translation>没有相邻单元同时达到该百分位，因此没有靶区。</translation>
        </message>
        <message>
            <location filename="../core/prospectivity/prospectivity_report.py"></location>
            <source>Connected cells at or above the {percentile:g} % percentile of the score are a target, ranked by its highest cell, whose place is given. A normal score of 2 is what one cell in 44 exceeds.</source>
            <translation>得分达到或超过第 {percentile:g} 百分位的相连单元为一个靶区，按其最高单元排序，并给出该单元的位置。正态得分 2 表示 44 个单元中有一个超过它。</translation>
        </message>
        <message>
            <location filename="../core/prospectivity/prospectivity_report.py"></location>
            <source>The other targets ({count})</source>
            <translation>其余靶区（{count} 个）</translation>
        </message>
        <message>
            <location filename="../core/prospectivity/prospectivity_report.py"></location>
            <source>Of {count} targets the first {listed} are listed; the output TARGETS has all.</source>
            <translation>共 {count} 个靶区，此处列出前 {listed} 个；输出 TARGETS 含全部靶区。</translation>
        </message>
        <message>
            <location filename="../core/prospectivity/prospectivity_report.py"></location>
            <source>difference to the score</source>
            <translation>与得分之差</translation>
        </message>
        <message>
            <location filename="../core/prospectivity/prospectivity_report.py"></location>
            <source>{used} of {given} deposits lie in {known} different cells, in {clusters} clusters.</source>
            <translation>{given} 个矿床中的 {used} 个位于 {known} 个不同单元，成 {clusters} 个聚类。</translation>
        </message>
        <message>
            <location filename="../core/prospectivity/prospectivity_report.py"></location>
            <source>best cells, % of all</source>
            <translation>得分最高的单元，占全部 %</translation>
        </message>
        <message>
            <location filename="../core/prospectivity/prospectivity_report.py"></location>
            <source>Each part is made into normal scores over the map; their weighted mean, a little smoothed, is brought to 0 to 1. The weights follow from one number of the map, how far its geochemical layers rise and fall together, by a rule that was chosen on others.</source>
            <translation>每个部分先化为全图的正态得分；其加权平均略经平滑后换算到 0 至 1。权重由本图的一个数（其地球化学图层同升同降的程度）按在其他图上选定的规则得出。</translation>
        </message>
        <message>
            <location filename="../core/prospectivity/prospectivity_report.py"></location>
            <source>Far from all features of FAVOURABLE the score is half of that.</source>
            <translation>在远离 FAVOURABLE 的所有要素之处，得分为其一半。</translation>
        </message>
        <message>
            <location filename="../core/prospectivity/prospectivity_report.py"></location>
            <source>weight</source>
            <translation>权重</translation>
        </message>
        <message>
            <location filename="../core/prospectivity/prospectivity_report.py"></location>
            <source>numbers that were learned</source>
            <translation>学习得到的数</translation>
        </message>
        <message>
            <location filename="../core/prospectivity/prospectivity_report.py"></location>
            <source>R2 of hidden values, on ground that was not learned from</source>
            <translation>隐藏值的 R2（未用于学习的地面）</translation>
        </message>
        <message>
            <location filename="../core/prospectivity/prospectivity_report.py"></location>
            <source>R2 of geochemistry told from the other sources, on such ground</source>
            <translation>由其他来源推断地球化学的 R2（同样的地面）</translation>
        </message>
        <message>
            <location filename="../core/prospectivity/prospectivity_report.py"></location>
            <source>R2 of hidden values, where the network learned</source>
            <translation>隐藏值的 R2（网络学习所用的地面）</translation>
        </message>
        <message>
            <location filename="../core/prospectivity/prospectivity_report.py"></location>
            <source>R2 of geochemistry told from the other sources, where it learned</source>
            <translation>由其他来源推断地球化学的 R2（网络学习所用的地面）</translation>
        </message>
        <message>
            <location filename="../core/prospectivity/prospectivity_report.py"></location>
            <source>Loss of the network</source>
            <translation>网络的损失</translation>
        </message>
        <message>
            <location filename="../core/prospectivity/prospectivity_report.py"></location>
            <location filename="../core/superresolution/super_report.py"></location>
            <source>loss</source>
            <translation>损失</translation>
        </message>
        <message>
            <location filename="../core/prospectivity/prospectivity_report.py"></location>
            <source>source</source>
            <translation>来源</translation>
        </message>
        <message>
            <location filename="../core/prospectivity/prospectivity_report.py"></location>
            <source>layers</source>
            <translation>图层数</translation>
        </message>
        <message>
            <location filename="../core/prospectivity/prospectivity_report.py"></location>
            <source>R2 of its hidden values</source>
            <translation>其隐藏值的 R2</translation>
        </message>
        <message>
            <location filename="../core/prospectivity/prospectivity_report.py"></location>
            <source>lost by others without it</source>
            <translation>缺少它时其他来源的损失</translation>
        </message>
        <message>
            <location filename="../core/prospectivity/prospectivity_report.py"></location>
            <source>Ground that was not learned from: two opposite quarters of the map, which judge a network of the same kind that learned from the other two in half of the steps, or, of a network from a model, this map. The R2 of sources are told of it too. What is explained where the network learned proves no skill. Weights say how strongly the channels of a source are let through, and what others lose how much less of their hidden values is explained where the source is hidden. Both describe the network, and not what makes a deposit.</source>
            <translation>未用于学习的地面：图上两个相对的四分之一区，用来检验一个同类网络，该网络以一半的步数学习另外两个区；对于来自模型的网络，则是本图。各来源的 R2 也取自该地面。网络学习所用地面上的解释程度不证明有效。权重表示某来源的通道通过的强度，其他来源的损失表示隐藏该来源时其他来源隐藏值被解释的减少量。两者描述的是网络，而不是成矿原因。</translation>
        </message>
        <message>
            <location filename="../core/prospectivity/prospectivity_report.py"></location>
            <source>Parts left out</source>
            <translation>去掉的部分</translation>
        </message>
        <message>
            <location filename="../core/prospectivity/prospectivity_report.py"></location>
            <source>nothing</source>
            <translation>无</translation>
        </message>
        <message>
            <location filename="../core/prospectivity/prospectivity_report.py"></location>
            <source>Each row is the score with a network that was trained without something. A part is worth something where the difference is below 0 by more than twice its standard error.</source>
            <translation>每一行是用去掉某一部分后训练的网络得到的得分。差值低于 0 且超过标准误差的两倍时，该部分才有价值。</translation>
        </message>
        <message>
            <location filename="../core/prospectivity/prospectivity_report.py"></location>
            <location filename="../core/samples/censoring.py"></location>
            <source>left out</source>
            <translation>剔除</translation>
        </message>
        <message>
            <location filename="../core/prospectivity/recipe.py"></location>
            <source>contents above their wide surroundings (32 cells)</source>
            <translation>含量高于其大范围周围（32 个单元）</translation>
        </message>
        <message>
            <location filename="../core/prospectivity/recipe.py"></location>
            <source>the same, lightly smoothed</source>
            <translation>同上，轻度平滑</translation>
        </message>
        <message>
            <location filename="../core/prospectivity/recipe.py"></location>
            <source>5 nearest of {count} cells in all layers: distance</source>
            <translation>{count} 个单元中最近 5 个，所有图层：距离</translation>
        </message>
        <message>
            <location filename="../core/prospectivity/recipe.py"></location>
            <source>5 nearest in what differs from the local surroundings (8 cells): distance</source>
            <translation>与局部周围（8 个单元）之差中最近 5 个：距离</translation>
        </message>
        <message>
            <location filename="../core/prospectivity/recipe.py"></location>
            <source>Mahalanobis distance, all layers</source>
            <translation>马氏距离，所有图层</translation>
        </message>
        <message>
            <location filename="../core/prospectivity/recipe.py"></location>
            <source>error of principal components, all layers</source>
            <translation>主成分误差，所有图层</translation>
        </message>
        <message>
            <location filename="../core/prospectivity/recipe.py"></location>
            <source>contents above their local surroundings (8 cells)</source>
            <translation>含量高于其局部周围（8 个单元）</translation>
        </message>
        <message>
            <location filename="../core/prospectivity/recipe.py"></location>
            <source>local residual of all layers (8 cells)</source>
            <translation>所有图层的局部残差（8 个单元）</translation>
        </message>
        <message>
            <location filename="../core/prospectivity/recipe.py"></location>
            <source>network: error of hidden values</source>
            <translation>网络：隐藏值的误差</translation>
        </message>
        <message>
            <location filename="../core/prospectivity/recipe.py"></location>
            <source>network: contents above what it expects</source>
            <translation>网络：含量高于其预期</translation>
        </message>
        <message>
            <location filename="../core/prospectivity/recipe.py"></location>
            <source>network: contents that it expects of the other layers</source>
            <translation>网络：由其他图层预期的含量</translation>
        </message>
        <message>
            <location filename="../core/prospectivity/request.py"></location>
            <source>scores without a network, joined by a masked vision Transformer</source>
            <translation>不含网络的得分，与掩码视觉 Transformer 相结合</translation>
        </message>
        <message>
            <location filename="../core/prospectivity/request.py"></location>
            <source>PATCH is {patch}: give a number that divides WINDOW ({window}) at least twice.</source>
            <translation>PATCH 为 {patch}：请给出能把 WINDOW（{window}）至少分成两份的数。</translation>
        </message>
        <message>
            <location filename="../core/prospectivity/results.py"></location>
            <source>without the network</source>
            <translation>不含网络</translation>
        </message>
        <message>
            <location filename="../core/prospectivity/results.py"></location>
            <source>with a network that was not trained</source>
            <translation>用未训练的网络</translation>
        </message>
        <message>
            <location filename="../core/prospectivity/rivals.py"></location>
            <source>isolation forest, all layers</source>
            <translation>孤立森林，所有图层</translation>
        </message>
        <message>
            <location filename="../core/prospectivity/rivals.py"></location>
            <source>isolation forest, geochemistry</source>
            <translation>孤立森林，地球化学</translation>
        </message>
        <message>
            <location filename="../core/prospectivity/rivals.py"></location>
            <source>5 nearest cells in all layers: distance</source>
            <translation>最近 5 个单元，所有图层：距离</translation>
        </message>
        <message>
            <location filename="../core/prospectivity/rivals.py"></location>
            <source>5 nearest cells in the geochemistry: distance</source>
            <translation>最近 5 个单元，地球化学：距离</translation>
        </message>
        <message>
            <location filename="../core/prospectivity/rivals.py"></location>
            <source>No isolation forest stands beside the score: {reason}</source>
            <translation>得分旁没有孤立森林：{reason}</translation>
        </message>
        <message>
            <location filename="../core/prospectivity/rivals.py"></location>
            <source>best single layer, chosen with the deposits ({sign}{name})</source>
            <translation>最佳单一图层，借助矿床选出（{sign}{name}）</translation>
        </message>
        <message>
            <location filename="../core/prospectivity/rivals.py"></location>
            <source>Scores are ranked over an even sample of {count} cells and those with deposits.</source>
            <translation>得分在 {count} 个单元的均匀样本及含矿床的单元上排序。</translation>
        </message>
        <message>
            <location filename="../core/prospectivity/scoring.py"></location>
            <source>No cell has values in a third of the layers: give rasters that overlap.</source>
            <translation>没有单元在三分之一的图层中有值：请给出相互重叠的栅格。</translation>
        </message>
        <message>
            <location filename="../core/raster/alignment.py"></location>
            <source>The image cannot be projected into the CRS of the coarse map: check both CRS.</source>
            <translation>影像无法投影到粗分辨率图的坐标参考系：请检查两者的坐标参考系（CRS）。</translation>
        </message>
        <message>
            <location filename="../core/raster/alignment.py"></location>
            <source>A raster has no coordinate reference system: set it on the layer (Layer &gt; Set CRS of Layer), or give a copy made by 'gdal_translate -a_srs'.</source>
            <translation>有一个栅格没有坐标参考系:请在图层上设置(图层 &gt; 设置图层 CRS),或提供用 'gdal_translate -a_srs' 制作的副本。</translation>
        </message>
        <message>
            <location filename="../core/raster/alignment.py"></location>
            <source>The two rasters do not overlap: check that they show the same area and that each CRS is right.</source>
            <translation>两个栅格互不重叠：请检查它们是否为同一区域，以及各自的坐标参考系（CRS）是否正确。</translation>
        </message>
        <message>
            <location filename="../core/raster/alignment.py"></location>
            <source>The cells of {coarse} are not larger than the pixels of {image}: there is nothing to sharpen; exchange the two or give a finer image.</source>
            <translation>{coarse} 的单元不大于 {image} 的像元：没有可以锐化的内容；请将二者互换，或给出更精细的影像。</translation>
        </message>
        <message>
            <location filename="../core/raster/dask_cluster.py"></location>
            <source>SCHEDULER needs the Python package distributed, which cannot be imported ({error}): install it (Debian: python3-distributed; else python -m pip install distributed), or leave SCHEDULER empty.</source>
            <translation>SCHEDULER 需要 Python 软件包 distributed，但无法导入（{error}）：请安装该软件包（Debian：python3-distributed；其他系统：“python -m pip install distributed”），或将 SCHEDULER 留空。</translation>
        </message>
        <message>
            <location filename="../core/raster/dask_cluster.py"></location>
            <source>No Dask scheduler answers at SCHEDULER={scheduler} ({reason}): start one, or correct the address, for example tcp://192.168.1.10:8786.</source>
            <translation>SCHEDULER={scheduler} 处没有 Dask 调度器响应（{reason}）：请启动调度器，或更正地址，例如 tcp://192.168.1.10:8786.</translation>
        </message>
        <message>
            <location filename="../core/raster/dask_cluster.py"></location>
            <source>The Dask scheduler {scheduler} has no worker: start some with 'dask worker {scheduler}'.</source>
            <translation>Dask 调度器 {scheduler} 没有工作进程：请用“dask worker {scheduler}”启动若干个。</translation>
        </message>
        <message>
            <location filename="../core/raster/dask_cluster.py"></location>
            <source>{answer}; install numpy, scipy and GDAL for its Python</source>
            <translation>{answer}；请为其 Python 安装 numpy、scipy 和 GDAL</translation>
        </message>
        <message>
            <location filename="../core/raster/dask_cluster.py"></location>
            <source>The Dask worker {address} cannot compute tiles: {answer}.</source>
            <translation>Dask 工作进程 {address} 无法计算分块：{answer}。</translation>
        </message>
        <message>
            <location filename="../core/raster/dask_cluster.py"></location>
            <source>Tiles are computed by {workers} Dask workers with {threads} threads.</source>
            <translation>分块由 {workers} 个 Dask 工作进程的 {threads} 个线程计算。</translation>
        </message>
        <message>
            <location filename="../core/raster/dask_cluster.py"></location>
            <source>The Dask scheduler {scheduler} no longer answers, or someone cancelled the tiles: start it again and repeat the run.</source>
            <translation>Dask 调度器 {scheduler} 不再响应，或有人取消了分块计算：请重新启动调度器，再运行一次。</translation>
        </message>
        <message>
            <location filename="../core/raster/dask_cluster.py"></location>
            <source>A tile was given up after several Dask workers died over it: give the workers more memory or fewer threads.</source>
            <translation>多个 Dask 工作进程在计算同一分块时中止，已放弃该分块：请为工作进程分配更多内存，或减少线程。</translation>
        </message>
        <message>
            <location filename="../core/raster/dask_cluster.py"></location>
            <source>The Dask worker {address} has loaded another version of Geochem Fusion: restart it.</source>
            <translation>Dask 工作进程 {address} 已加载 Geochem Fusion 的另一版本：请重新启动该进程。</translation>
        </message>
        <message>
            <location filename="../core/raster/dask_cluster.py"></location>
            <source>The Dask worker {address} failed: {error}</source>
            <translation>Dask 工作进程 {address} 出错：{error}</translation>
        </message>
        <message>
            <location filename="../core/raster/description.py"></location>
            <source>The raster {path} was changed while it was read: run again.</source>
            <translation>栅格 {path} 在读取过程中被更改：请重新运行。</translation>
        </message>
        <message>
            <location filename="../core/raster/description.py"></location>
            <source>Resampled to the common grid (bilinear): {names}.</source>
            <translation>已重采样到共同的格网（双线性）：{names}。</translation>
        </message>
        <message>
            <location filename="../core/raster/description.py"></location>
            <source>Classes brought to the common grid (nearest pixel): {names}.</source>
            <translation>类别已按最近像元对齐到共同的格网：{names}。</translation>
        </message>
        <message>
            <location filename="../core/raster/description.py"></location>
            <source>Whole rows of pixels are compressed together in {names}, which is slow to read by tiles: to be faster, give a copy made by 'gdal_translate -co TILED=YES -co COMPRESS=DEFLATE'.</source>
            <translation>{names} 中整行像元一起压缩，按分块读取较慢：如需加快，请改用由“gdal_translate -co TILED=YES -co COMPRESS=DEFLATE”生成的副本。</translation>
        </message>
        <message>
            <location filename="../core/raster/description.py"></location>
            <source>In the band '{band}' of {path} {share:.2%} of the pixels hold {codes}, which is taken as no data: declare it so in the file, or another nodata value where 9999 and the like are values (Raster &gt; Conversion &gt; Translate).</source>
            <translation>{path} 的波段“{band}”中有 {share:.2%} 的像元取值为 {codes}，按无数据处理：请在文件中如此声明；如果 9999 之类是真实数值，请声明另一个无数据值（栅格 &gt; 转换 &gt; 转换格式）。</translation>
        </message>
        <message>
            <location filename="../core/raster/description.py"></location>
            <source>Raster {name}: of band '{band}' {why} (so in {bands}).</source>
            <translation>栅格 {name}：波段“{band}”的{why}（此类波段共 {bands}）。</translation>
        </message>
        <message>
            <location filename="../core/raster/description.py"></location>
            <source>The raster {path} has no coordinate reference system: set it on the layer (Layer &gt; Set CRS of Layer), or give a copy made by 'gdal_translate -a_srs'.</source>
            <translation>栅格 {path} 没有坐标参考系:请在图层上设置(图层 &gt; 设置图层 CRS),或提供用 'gdal_translate -a_srs' 制作的副本。</translation>
        </message>
        <message>
            <location filename="../core/raster/description.py"></location>
            <source>Band {number} was asked for, but the image has {bands}.</source>
            <translation>请求的是第 {number} 波段，但影像只有 {bands}。</translation>
        </message>
        <message>
            <location filename="../core/raster/description.py"></location>
            <source>The band '{name}' that the model needs is not in the rasters given ({names}): give the rasters that the model was trained on, or rename the band.</source>
            <translation>模型所需的波段“{name}”不在所给的栅格中（{names}）：请给出训练模型时所用的栅格，或重命名该波段。</translation>
        </message>
        <message>
            <location filename="../core/raster/description.py"></location>
            <source>The raster {path} holds numbers of colours (a palette): give one with values.</source>
            <translation>栅格 {path} 存放的是颜色编号（调色板）：请给出存放实际数值的栅格。</translation>
        </message>
        <message>
            <location filename="../core/raster/gdal_call.py"></location>
            <source>Cannot read {path} as a table</source>
            <translation>无法将 {path} 作为表格读取</translation>
        </message>
        <message>
            <location filename="../core/raster/gdal_call.py"></location>
            <source>Cannot compute slope and aspect</source>
            <translation>无法计算坡度和坡向</translation>
        </message>
        <message>
            <location filename="../core/raster/gdal_call.py"></location>
            <source>Cannot draw outlines around cells</source>
            <translation>无法绘制单元的轮廓</translation>
        </message>
        <message>
            <location filename="../core/raster/gdal_reader.py"></location>
            <source>Cannot read the raster {path}</source>
            <translation>无法读取栅格 {path}</translation>
        </message>
        <message>
            <location filename="../core/raster/gdal_reader.py"></location>
            <source>The raster {path} has no bands of its own: choose one of the rasters in it: {inside}.</source>
            <translation>栅格 {path} 自身没有波段:请选择其中的一个栅格:{inside}。</translation>
        </message>
        <message>
            <location filename="../core/raster/gdal_reader.py"></location>
            <source>The raster {path} has no georeference: georeference it first.</source>
            <translation>栅格 {path} 没有地理参考：请先对其进行地理配准。</translation>
        </message>
        <message>
            <location filename="../core/raster/gdal_reader.py"></location>
            <source>Band {number} of {path} holds complex numbers: give a raster of real numbers.</source>
            <translation>{path} 的波段 {number} 中是复数：请给出实数栅格。</translation>
        </message>
        <message>
            <location filename="../core/raster/gdal_reader.py"></location>
            <source>The raster {path} has pixels of no size: mend its georeference.</source>
            <translation>栅格 {path} 的像元大小为零：请修正其地理参考。</translation>
        </message>
        <message>
            <location filename="../core/raster/gdal_reader.py"></location>
            <source>Cannot read the mask of {path}</source>
            <translation>无法读取 {path} 的掩膜</translation>
        </message>
        <message>
            <location filename="../core/raster/gdal_reader.py"></location>
            <source>Cannot read pixels of {path}</source>
            <translation>无法读取 {path} 的像元</translation>
        </message>
        <message>
            <location filename="../core/raster/gdal_reader.py"></location>
            <source>{path} lies on another grid and has a range of additional no data values, which cannot be resampled: set single values, or save the layer as a file first (Export &gt; Save As).</source>
            <translation>{path} 位于另一网格,且其附加无数据值为一个范围,无法重采样:请设置单个数值,或先将图层另存为文件(导出 &gt; 另存为)。</translation>
        </message>
        <message>
            <location filename="../core/raster/gdal_reader.py"></location>
            <source>{path} lies on another grid and has a mask besides values that stand for no data: declare one nodata value instead, or bring the raster to the grid of the first one (Raster &gt; Projections &gt; Warp).</source>
            <translation>{path} 位于另一网格,除表示无数据的值外还有掩膜:请改为声明一个无数据值,或将该栅格变换到第一个栅格的网格(栅格 &gt; 投影 &gt; 变形)。</translation>
        </message>
        <message>
            <location filename="../core/raster/gdal_reader.py"></location>
            <source>No raster was given: choose at least one image.</source>
            <translation>没有给出栅格：请至少选择一幅影像。</translation>
        </message>
        <message>
            <location filename="../core/raster/gdal_reader.py"></location>
            <source>The first raster is rotated or south-up, so {path} cannot be brought to its grid: resample all rasters to one north-up grid first (Raster &gt; Projections &gt; Warp).</source>
            <translation>第一个栅格有旋转或为南朝上，因此 {path} 无法转换到其格网：请先将所有栅格重采样到同一个北朝上的格网（栅格 &gt; 投影 &gt; 变形（重投影））。</translation>
        </message>
        <message>
            <location filename="../core/raster/gdal_reader.py"></location>
            <source>Cannot bring {path} to the common grid</source>
            <translation>无法将 {path} 转换到共同的格网</translation>
        </message>
        <message>
            <location filename="../core/raster/gdal_writer.py"></location>
            <source>Cannot write {path}</source>
            <translation>无法写入 {path}</translation>
        </message>
        <message>
            <location filename="../core/raster/gdal_writer.py"></location>
            <source>Cannot write {path} (is the disk full?)</source>
            <translation>无法写入 {path}（磁盘是否已满？）</translation>
        </message>
        <message>
            <location filename="../core/raster/grid.py"></location>
            <source>The extent does not overlap the image: choose one inside it.</source>
            <translation>范围与影像不重叠：请选择影像内的范围。</translation>
        </message>
        <message>
            <location filename="../core/raster/images.py"></location>
            <source>The band '{name}' looks like classes, and its codes are averaged as if they were amounts: name it in CATEGORIES.</source>
            <translation>波段“{name}”看起来是类别，其编码会像数量一样被平均：请在 CATEGORIES 中指明。</translation>
        </message>
        <message>
            <location filename="../core/raster/images.py"></location>
            <source>Bands named by what the names of their files say: {names}.</source>
            <translation>按文件名命名的波段：{names}。</translation>
        </message>
        <message>
            <location filename="../core/raster/images.py"></location>
            <source>Numbers of {names} are multiplied by {scale:g}, and {offset:g} is added ({product}).</source>
            <translation>{names} 的数值乘以 {scale:g} 再加 {offset:g}（{product}）。</translation>
        </message>
        <message>
            <location filename="../core/raster/images.py"></location>
            <source>Check that, or give SCALING.</source>
            <translation>请检查，或给出 SCALING。</translation>
        </message>
        <message>
            <location filename="../core/raster/images.py"></location>
            <source>SCALING is not applied to {names}, whose files declare scale and offset.</source>
            <translation>SCALING 不用于 {names}，因为其文件已声明缩放和偏移。</translation>
        </message>
        <message>
            <location filename="../core/raster/images.py"></location>
            <source>'{name}' is taken as classes: {codes}.</source>
            <translation>“{name}”作为类别：{codes}。</translation>
        </message>
        <message>
            <location filename="../core/raster/images.py"></location>
            <source>'{name}' has the codes {codes}, which the model was not trained on: there is no value there.</source>
            <translation>“{name}”含有模型训练时没有的编码 {codes}：这些位置没有值。</translation>
        </message>
        <message>
            <location filename="../core/raster/images.py"></location>
            <source>CATEGORIES: the band '{name}' has values that are no classes (more than {most}, or fractions): choose another band.</source>
            <translation>CATEGORIES：波段“{name}”的值不是类别（多于 {most} 个，或含小数）：请选择其他波段。</translation>
        </message>
        <message>
            <location filename="../core/raster/images.py"></location>
            <source>SCALING '{text}' is not understood: give auto, none, or scale and offset such as 0.0001,-0.1.</source>
            <translation>无法理解 SCALING“{text}”：请给出 auto、none，或缩放和偏移，如 0.0001,-0.1。</translation>
        </message>
        <message>
            <location filename="../core/raster/images.py"></location>
            <source>{parameter}: the images have no band '{band}': give names or numbers of {names}.</source>
            <translation>{parameter}：影像没有波段“{band}”：请给出 {names} 中的名称或序号。</translation>
        </message>
        <message>
            <location filename="../core/raster/products.py"></location>
            <source>Landsat Level 1, without the height of the sun</source>
            <translation>Landsat 一级产品，未计太阳高度</translation>
        </message>
        <message>
            <location filename="../core/raster/products.py"></location>
            <source>Sentinel-2 as Cloud Optimized GeoTIFF, its offset taken already</source>
            <translation>Sentinel-2 云优化 GeoTIFF，偏移已扣除</translation>
        </message>
        <message>
            <location filename="../core/raster/products.py"></location>
            <source>Sentinel-2, baseline {version}</source>
            <translation>Sentinel-2，基线 {version}</translation>
        </message>
        <message>
            <location filename="../core/raster/products.py"></location>
            <source>Sentinel-2 of {date}, baseline not known</source>
            <translation>{date} 的 Sentinel-2，基线未知</translation>
        </message>
        <message>
            <location filename="../core/raster/products.py"></location>
            <source>No band of the images is a measurement ({names}): give others, or choose them by name.</source>
            <translation>影像中没有测量值波段（{names}）：请提供其他影像，或按名称选择波段。</translation>
        </message>
        <message>
            <location filename="../core/raster/products.py"></location>
            <source>No features are made of {names}: masks, quality, classes or transparency.</source>
            <translation>{names} 不用作特征：掩膜、质量、类别或透明度。</translation>
        </message>
        <message>
            <location filename="../core/raster/projection.py"></location>
            <source>The coordinate reference system '{crs}' is not understood: assign another one.</source>
            <translation>坐标参考系“{crs}”无法识别：请另行指定。</translation>
        </message>
        <message>
            <location filename="../core/raster/projection.py"></location>
            <source>Coordinates cannot be projected</source>
            <translation>坐标无法投影</translation>
        </message>
        <message>
            <location filename="../core/raster/projection.py"></location>
            <source>No transformation from '{source}' to '{target}' is known, because a local coordinate reference system is not tied to the Earth: give both layers in the same one, or georeference one of them in the other's.</source>
            <translation>没有从 '{source}' 到 '{target}' 的已知变换,因为局部坐标参考系未与地球关联:请以同一坐标参考系给出两个图层,或将其中一个按另一个的坐标参考系进行地理配准。</translation>
        </message>
        <message>
            <location filename="../core/raster/projection.py"></location>
            <source>No transformation from '{source}' to '{target}' is known</source>
            <translation>没有从 '{source}' 到 '{target}' 的已知变换</translation>
        </message>
        <message>
            <location filename="../core/raster/projection.py"></location>
            <source>No transformation between the datums of '{source}' and '{target}' is known, so that places may be off by hundreds of metres: check that both coordinate reference systems are right.</source>
            <translation>'{source}' 与 '{target}' 的大地基准之间没有已知的转换,因此位置可能相差数百米:请检查两个坐标参考系是否正确。</translation>
        </message>
        <message>
            <location filename="../core/raster/projection.py"></location>
            <source>The longitudes of one raster run from 0 to 360 and those of the other from -180 to 180, so places do not meet: bring the first to -180 to 180 (where it lies east of 180 as a whole, by 'gdal_translate -a_ullr {west:.10g} {north:.10g} {east:.10g} {south:.10g}').</source>
            <translation>一个栅格的经度为 0 至 360,另一个为 -180 至 180,位置无法对应:请将前者改为 -180 至 180(若其整体位于 180 度以东,可用 'gdal_translate -a_ullr {west:.10g} {north:.10g} {east:.10g} {south:.10g}')。</translation>
        </message>
        <message>
            <location filename="../core/raster/projection.py"></location>
            <source>The longitudes of {source} and of the raster differ by 360 degrees (0 to 360 and -180 to 180), so places do not meet: bring both to -180 to 180.</source>
            <translation>{source} 与栅格的经度相差 360 度(0 至 360 与 -180 至 180),位置无法对应:请将两者都改为 -180 至 180。</translation>
        </message>
        <message>
            <location filename="../core/raster/projection.py"></location>
            <source>The coarse map cannot be projected into the CRS of the finer survey: check both CRS.</source>
            <translation>粗分辨率图无法投影到较细测量的坐标参考系：请检查两者的坐标参考系。</translation>
        </message>
        <message>
            <location filename="../core/raster/source.py"></location>
            <source>'|empty:{text}' behind the source of a raster is not understood: give BAND:LOW:HIGH, such as 1:0:0.</source>
            <translation>栅格来源后面的 '|empty:{text}' 无法理解：请给出 BAND:LOW:HIGH，例如 1:0:0。</translation>
        </message>
        <message>
            <location filename="../core/raster/tiles.py"></location>
            <source>Cannot keep tiles in the folder of {path}: {reason}.</source>
            <translation>无法在 {path} 所在的文件夹中存放分块：{reason}。</translation>
        </message>
        <message>
            <location filename="../core/raster/wavelengths.py"></location>
            <source>the wavelength {value:g} with the unit '{unit}' is not understood and left out: give WAVELENGTHS</source>
            <translation>波长 {value:g}（单位“{unit}”）无法理解，已略去：请给出 WAVELENGTHS</translation>
        </message>
        <message>
            <location filename="../core/raster/wavelengths.py"></location>
            <source>WAVELENGTHS has {entries} entries for {bands} bands: give one a band, separated by commas (leave an entry empty for a band that is not spectral).</source>
            <translation>WAVELENGTHS 有 {entries} 项，而波段有 {bands} 个：请每个波段给出一项，用英文逗号分隔（非光谱波段的一项留空）。</translation>
        </message>
        <message>
            <location filename="../core/raster/wavelengths.py"></location>
            <source>WAVELENGTHS must be positive numbers in micrometres.</source>
            <translation>WAVELENGTHS 必须为正数，单位为微米。</translation>
        </message>
        <message>
            <location filename="../core/raster/wavelengths.py"></location>
            <source>WAVELENGTHS '{text}' mixes units: give each number its unit, or one for all.</source>
            <translation>WAVELENGTHS“{text}”混用单位：请为每个数写明单位，或全部使用同一单位。</translation>
        </message>
        <message>
            <location filename="../core/raster/wavelengths.py"></location>
            <source>WAVELENGTHS: {value:g} {unit} is no wavelength that a band can see: give micrometres such as 0.56, or another unit (nm, A, m, cm-1) after the number.</source>
            <translation>WAVELENGTHS：{value:g} {unit} 不是波段可能的波长：请给出微米数，如 0.56，或在数字后写明其他单位（nm、A、m、cm-1）。</translation>
        </message>
        <message>
            <location filename="../core/raster/wavelengths.py"></location>
            <source>WAVELENGTHS {text} are taken as nanometres: give a unit (um, nm) to say what they are.</source>
            <translation>WAVELENGTHS {text} 按纳米理解：请写明单位（um、nm）。</translation>
        </message>
        <message>
            <location filename="../core/raster/wavelengths.py"></location>
            <source>WAVELENGTHS '{text}' is not a list of numbers: give micrometres such as 0.56,0.66.</source>
            <translation>WAVELENGTHS“{text}”不是数值列表：请以微米为单位给出，例如 0.56,0.66。</translation>
        </message>
        <message>
            <location filename="../core/raster/wavelengths.py"></location>
            <source>WAVELENGTHS: the unit '{unit}' is not known: give um, nm, A, m or cm-1 (or none for micrometres).</source>
            <translation>WAVELENGTHS：未知单位“{unit}”：请用 um、nm、A、m 或 cm-1（不写表示微米）。</translation>
        </message>
        <message>
            <location filename="../core/regression/applicability.py"></location>
            <source>The model file does not say where it is applicable, because an older version wrote it: train again, or leave APPLICABILITY out.</source>
            <translation>模型文件由旧版本写出，没有说明其适用范围：请重新训练，或不要给出 APPLICABILITY。</translation>
        </message>
        <message>
            <location filename="../core/regression/applicability.py"></location>
            <source>Outside the area of applicability (dissimilarity index above {threshold:.3g}): {share:.1%} of the pixels. They resemble no training place, and cross-validation does not speak for them.</source>
            <translation>在适用范围之外（相异指数高于 {threshold:.3g}）：{share:.1%} 的像元。它们与任何训练位置都不相似，交叉验证不能说明它们。</translation>
        </message>
        <message>
            <location filename="../core/regression/cell_sums.py"></location>
            <source>The image has no pixel with a value in every band: check its nodata values, and that all RASTERS and MASK overlap.</source>
            <translation>影像中没有任何像元在所有波段都有值：请检查其无数据值，以及所有 RASTERS 与 MASK 是否重叠。</translation>
        </message>
        <message>
            <location filename="../core/regression/methods.py"></location>
            <source>Training needs the Python package scikit-learn, which this QGIS does not have. {how}</source>
            <translation>训练需要 Python 软件包 scikit-learn，而当前的 QGIS 中没有。{how}</translation>
        </message>
        <message>
            <location filename="../core/regression/methods.py"></location>
            <source>Training needs scikit-learn {oldest} or newer, but this QGIS has {have}. {how}</source>
            <translation>训练需要 scikit-learn {oldest} 或更新的版本，而当前的 QGIS 中为 {have}。{how}</translation>
        </message>
        <message>
            <location filename="../core/regression/methods.py"></location>
            <source>Windows: in the OSGeo4W Shell run 'python -m pip install -U scikit-learn'. macOS: run 'python3 -m pip install -U scikit-learn' with the Python inside QGIS.app, or where that is refused install QGIS and scikit-learn with conda. Linux: install the package python3-sklearn (Fedora: python3-scikit-learn). Then restart QGIS.</source>
            <translation>Windows：在 OSGeo4W Shell 中运行“python -m pip install -U scikit-learn”。macOS：用 QGIS.app 内的 Python 运行“python3 -m pip install -U scikit-learn”；若被拒绝，请用 conda 安装 QGIS 和 scikit-learn。Linux：安装软件包 python3-sklearn（Fedora：python3-scikit-learn）。然后重新启动 QGIS。</translation>
        </message>
        <message>
            <location filename="../core/regression/methods.py"></location>
            <source>linear regression</source>
            <translation>线性回归</translation>
        </message>
        <message>
            <location filename="../core/regression/methods.py"></location>
            <source>random forest</source>
            <translation>随机森林</translation>
        </message>
        <message>
            <location filename="../core/regression/methods.py"></location>
            <source>support vector regression</source>
            <translation>支持向量回归</translation>
        </message>
        <message>
            <location filename="../core/regression/methods.py"></location>
            <source>ensemble of extremely randomised trees, smooth support vector regression and lines</source>
            <translation>极端随机树、平滑的支持向量回归与线性模型的集成</translation>
        </message>
        <message>
            <location filename="../core/regression/methods.py"></location>
            <source>convolutional network</source>
            <translation>卷积网络</translation>
        </message>
        <message>
            <location filename="../core/regression/methods.py"></location>
            <source>METHOD '{method}' is not known: give one of {methods} or auto.</source>
            <translation>METHOD“{method}”不是可用的选项：请从 {methods} 和 auto 中选择。</translation>
        </message>
        <message>
            <location filename="../core/regression/preparation.py"></location>
            <source>They are not kriged either, because what is kriged is what the image leaves of the samples: for a better map near the edge of the image give one that reaches over them.</source>
            <translation>它们也不参与克里金插值，因为所插值的是样品中影像未能解释的部分：若要改善影像边缘附近的图，请给出能覆盖这些点的影像。</translation>
        </message>
        <message>
            <location filename="../core/regression/preparation.py"></location>
            <location filename="../core/regression/training_table.py"></location>
            <source>the image</source>
            <translation>影像</translation>
        </message>
        <message>
            <location filename="../core/regression/preparation.py"></location>
            <source>INDICES={which} of {names}, whose numbers are no reflectance: ratios are wrong where the product has an offset (Landsat Collection 2, Sentinel-2 since baseline 04.00); give SCALING.</source>
            <translation>INDICES={which}：{names} 的数值不是反射率；若产品带有偏移（Landsat Collection 2，基线 04.00 起的 Sentinel-2），比值是错误的：请给出 SCALING。</translation>
        </message>
        <message>
            <location filename="../core/regression/preparation.py"></location>
            <source>Pyramid of {levels} levels; {features} features from {bands} bands.</source>
            <translation>{levels} 层金字塔；由 {bands} 个波段得到 {features} 个特征。</translation>
        </message>
        <message>
            <location filename="../core/regression/preparation.py"></location>
            <source>Training places: {count}; features: {features}; elements: {elements}.</source>
            <translation>训练位置：{count}；特征：{features}；元素：{elements}。</translation>
        </message>
        <message>
            <location filename="../core/regression/preparation.py"></location>
            <source>There are only {count} training places for {features} features, so that a linear model can fit anything: prefer fewer bands or random forest, and mind the cross-validated scores.</source>
            <translation>{features} 个特征只有 {count} 个训练位置，因此线性模型可以拟合任何数据：请减少波段或改用随机森林，并留意交叉验证的得分。</translation>
        </message>
        <message>
            <location filename="../core/regression/preparation.py"></location>
            <source>Median share of the features' variance that is left between training places: {left:.1%}.</source>
            <translation>训练位置之间保留的特征方差所占比例（中位数）：{left:.1%}。</translation>
        </message>
        <message>
            <location filename="../core/regression/preparation.py"></location>
            <source>{text} The model is trained on a small part of the range that it meets at the pixels; SUPPORT=centre, fewer LEVELS or FEATURES=raw keep more.</source>
            <translation>{text}模型训练所用的范围，只是它在像元处所遇范围的一小部分；使用 SUPPORT=centre、较小的 LEVELS 或 FEATURES=raw 可以保留更多。</translation>
        </message>
        <message>
            <location filename="../core/regression/preparation.py"></location>
            <source>Left out: {reason} ({count}).</source>
            <translation>未使用：{reason}（{count} 个）。</translation>
        </message>
        <message>
            <location filename="../core/regression/preparation.py"></location>
            <source>Left out for all elements of the composition, because one of them has no value: training places, {count} of them.</source>
            <translation>因组合中某个元素没有值，对组合的所有元素都不使用的训练位置：{count} 个。</translation>
        </message>
        <message>
            <location filename="../core/regression/preparation.py"></location>
            <source>{label}: {some} of {count} training places, drawn at random (SEED), teach the regression; all are kriged.</source>
            <translation>{label}：{count} 个训练位置中随机抽取（SEED）{some} 个用于回归；全部参与克里金。</translation>
        </message>
        <message>
            <location filename="../core/regression/preparation.py"></location>
            <source>'{name}' has {values}, and three is the least: leave this element out.</source>
            <translation>“{name}”有 {values}，而至少需要三个：请去掉该元素。</translation>
        </message>
        <message>
            <location filename="../core/regression/preparation.py"></location>
            <source>'{name}' has the same value {value:g} everywhere, so there is nothing to learn: leave it out.</source>
            <translation>“{name}”处处为同一个值 {value:g}，没有可学习的内容：请去掉该元素。</translation>
        </message>
        <message>
            <location filename="../core/regression/preparation.py"></location>
            <source>{name}: transform '{transform}'.</source>
            <translation>{name}：变换为“{transform}”。</translation>
        </message>
        <message>
            <location filename="../core/regression/preparation.py"></location>
            <source>TRANSFORM=clr is asked for {names}, but a composition has {least} elements or more: choose more, or use TRANSFORM=log.</source>
            <translation>对 {names} 指定了 TRANSFORM=clr，但成分数据至少要有 {least} 个元素：请选择更多元素，或使用 TRANSFORM=log。</translation>
        </message>
        <message>
            <location filename="../core/regression/preparation.py"></location>
            <source>'{name}' in {unit}</source>
            <translation>“{name}”（单位：{unit}）</translation>
        </message>
        <message>
            <location filename="../core/regression/preparation.py"></location>
            <source>TRANSFORM=clr needs one unit for all elements, but there are {shown}: bring them to one unit, or take some out of the composition with ELEMENT_TRANSFORMS.</source>
            <translation>TRANSFORM=clr 要求所有元素单位相同，但现有 {shown}：请将其换算为同一单位，或用 ELEMENT_TRANSFORMS 将部分元素移出成分数据。</translation>
        </message>
        <message>
            <location filename="../core/regression/request.py"></location>
            <source>DISCRETE rounds values to whole numbers and cannot be combined with TRANSFORM={logarithm}: choose one.</source>
            <translation>DISCRETE 会将数值取整，不能与 TRANSFORM={logarithm} 同时使用：请只选其一。</translation>
        </message>
        <message>
            <location filename="../core/regression/request.py"></location>
            <source>REDUCED_CHECK degrades a coarse map and needs GEOCHEM: leave it out for SAMPLES.</source>
            <translation>REDUCED_CHECK 需要将粗分辨率图变粗，因此必须有 GEOCHEM：使用 SAMPLES 时请不要选用。</translation>
        </message>
        <message>
            <location filename="../core/regression/request.py"></location>
            <source>TUNE is {tune}: give the number of trials, 0 for none.</source>
            <translation>TUNE 为 {tune}：请给出试验次数，0 表示不搜索。</translation>
        </message>
        <message>
            <location filename="../core/regression/request.py"></location>
            <source>Give either GEOCHEM (a coarse raster) or SAMPLES (points with FIELDS), not both and not neither.</source>
            <translation>请给出 GEOCHEM（粗分辨率栅格）或 SAMPLES（点，连同 FIELDS）之一，不能同时给出，也不能都不给。</translation>
        </message>
        <message>
            <location filename="../core/regression/search.py"></location>
            <source>The settings were compared on the {cells} cells that all of them have; the model and its scores use all {count} of the one chosen.</source>
            <translation>各种设置在它们共有的 {cells} 个单元上作比较；模型及其得分则使用选定设置的全部 {count} 个单元。</translation>
        </message>
        <message>
            <location filename="../core/regression/search.py"></location>
            <source>The feature '{name}' is constant over the training places and is left out.</source>
            <translation>特征“{name}”在各训练位置上为常数，不予使用。</translation>
        </message>
        <message>
            <location filename="../core/regression/search.py"></location>
            <source>Every feature is constant over the training places: choose other RASTERS, FEATURES or SUPPORT.</source>
            <translation>所有特征在各训练位置上均为常数：请另选 RASTERS、FEATURES 或 SUPPORT。</translation>
        </message>
        <message>
            <location filename="../core/regression/search.py"></location>
            <source>TUNE={trials}: {trials} trials besides the defaults, all on the features given.</source>
            <translation>TUNE={trials}：除默认设置外试验 {trials} 次，全部使用给定的特征。</translation>
        </message>
        <message>
            <location filename="../core/regression/search.py"></location>
            <source>window</source>
            <translation>窗口</translation>
        </message>
        <message>
            <location filename="../core/regression/search.py"></location>
            <source>with the features given {error:.1%}</source>
            <translation>使用给定的特征时为 {error:.1%}</translation>
        </message>
        <message>
            <location filename="../core/regression/search.py"></location>
            <source>TUNE={trials}: {trials} trials besides the defaults, on {count} settings of the features; chosen: {told} (mean squared error {error:.1%} of the variance out of fold; {given}).</source>
            <translation>TUNE={trials}：除默认设置外试验 {trials} 次，涉及 {count} 种特征设置；选定：{told}（折外均方误差为方差的 {error:.1%}；{given}）。</translation>
        </message>
        <message>
            <location filename="../core/regression/search.py"></location>
            <source>the features given</source>
            <translation>即给定的特征</translation>
        </message>
        <message>
            <location filename="../core/regression/search.py"></location>
            <source>{label}: {count} folds instead of {folds}, because there are only {blocks} blocks.</source>
            <translation>{label}：只有 {blocks} 个块，因此用 {count} 折代替 {folds} 折。</translation>
        </message>
        <message>
            <location filename="../core/regression/training_table.py"></location>
            <source>mean of the features over the cell</source>
            <translation>特征在单元内的均值</translation>
        </message>
        <message>
            <location filename="../core/regression/training_table.py"></location>
            <source>features of the pixel at the centre of the cell</source>
            <translation>单元中心像元的特征</translation>
        </message>
        <message>
            <location filename="../core/regression/training_table.py"></location>
            <source>points outside the image</source>
            <translation>影像范围以外的点</translation>
        </message>
        <message>
            <location filename="../core/regression/training_table.py"></location>
            <source>cells less than 50% covered by the image</source>
            <translation>被影像覆盖不足 50% 的单元</translation>
        </message>
        <message>
            <location filename="../core/regression/training_table.py"></location>
            <source>GEOCHEM_BANDS asks for band {band}, but {path} has {bands}.</source>
            <translation>GEOCHEM_BANDS 要求波段 {band}，而 {path} 只有 {bands} 个波段。</translation>
        </message>
        <message>
            <location filename="../core/regression/training_table.py"></location>
            <source>The band '{name}' of {path} has no value: choose another band, or check its nodata value.</source>
            <translation>{path} 的波段“{name}”没有值：请另选波段，或检查其无数据值。</translation>
        </message>
        <message>
            <location filename="../core/regression/training_table.py"></location>
            <source>Two bands of {path} have the same name: rename one, or choose one with GEOCHEM_BANDS.</source>
            <translation>{path} 中有两个波段同名：请将其中一个改名，或用 GEOCHEM_BANDS 选定一个。</translation>
        </message>
        <message>
            <location filename="../core/regression/training_table.py"></location>
            <source>The numbers of samples that {path} carries are those of another grid (it was cut or resampled since) and are not used; give CELL_SAMPLES when training.</source>
            <translation>{path} 所附的样品数属于另一个格网（此后被裁剪或重采样），不予使用；请在训练时给出 CELL_SAMPLES。</translation>
        </message>
        <message>
            <location filename="../core/regression/training_table.py"></location>
            <source>SUPPORT '{support}' is not known: give one of {supports}.</source>
            <translation>SUPPORT“{support}”不是可用的选项：请从 {supports} 中选择。</translation>
        </message>
        <message>
            <location filename="../core/regression/training_table.py"></location>
            <source>cells without a value</source>
            <translation>没有值的单元</translation>
        </message>
        <message>
            <location filename="../core/regression/training_table.py"></location>
            <source>points without a value</source>
            <translation>没有值的点</translation>
        </message>
        <message>
            <location filename="../core/regression/training_table.py"></location>
            <source>pixels without a value in the image</source>
            <translation>影像中没有值的像元</translation>
        </message>
        <message>
            <location filename="../core/regression/training_table.py"></location>
            <source>The features to compare have fewer than three cells in common: try them one by one, or give a larger image.</source>
            <translation>要比较的各类特征共有的单元不足三个：请逐类试验，或给出更大的影像。</translation>
        </message>
        <message>
            <location filename="../core/regression/training_table.py"></location>
            <source>{source} and the image share {places} for training, and three is the least{reasons}: check that the layers overlap and have values.</source>
            <translation>{source} 与影像共有 {places}用于训练，而至少需要三个{reasons}：请检查各图层是否重叠、是否有值。</translation>
        </message>
        <message>
            <location filename="../core/regression/transforms.py"></location>
            <source>values as they are</source>
            <translation>原值</translation>
        </message>
        <message>
            <location filename="../core/regression/transforms.py"></location>
            <source>natural logarithm, mean-corrected on return</source>
            <translation>自然对数，还原时校正均值</translation>
        </message>
        <message>
            <location filename="../core/regression/transforms.py"></location>
            <source>logarithm for positive, strongly right-skewed elements</source>
            <translation>对均为正且强烈右偏的元素取对数</translation>
        </message>
        <message>
            <location filename="../core/regression/transforms.py"></location>
            <source>centred log-ratios of all elements together and their mean logarithm, mean-corrected on return</source>
            <translation>所有元素一起的中心对数比及其平均对数，还原时校正均值</translation>
        </message>
        <message>
            <location filename="../core/regression/transforms.py"></location>
            <source>TRANSFORM=auto or none</source>
            <translation>TRANSFORM=auto 或 none</translation>
        </message>
        <message>
            <location filename="../core/regression/transforms.py"></location>
            <source>'{name}' has values that are zero or negative and have no logarithm ({count}): use {instead}, or replace values below detection first.</source>
            <translation>“{name}”有为零或负数的值（{count} 个），没有对数：请使用 {instead}，或先替换低于检出限的值。</translation>
        </message>
        <message>
            <location filename="../core/regression/transforms.py"></location>
            <source>TRANSFORM '{transform}' is not known: give one of {transforms}.</source>
            <translation>TRANSFORM“{transform}”不是可用的选项：请从 {transforms} 中选择。</translation>
        </message>
        <message>
            <location filename="../core/regression/transforms.py"></location>
            <source>ELEMENT_TRANSFORMS has '{entry}': give element=transform, separated by commas, with elements out of {elements}.</source>
            <translation>ELEMENT_TRANSFORMS 中有“{entry}”：请按“元素=变换”的格式给出，用英文逗号分隔，元素须取自 {elements}。</translation>
        </message>
        <message>
            <location filename="../core/regression/transforms.py"></location>
            <source>ELEMENT_TRANSFORMS gives '{name}' the unknown transform '{chosen}': give one of {transforms}.</source>
            <translation>ELEMENT_TRANSFORMS 为“{name}”指定了未知的变换“{chosen}”：请从 {transforms} 中选择。</translation>
        </message>
        <message>
            <location filename="../core/remembered.py"></location>
            <source>{name} is empty, and the raster {path} that the model was trained on is no longer there: give {name}.</source>
            <translation>{name} 为空，而训练模型所用的栅格 {path} 已不在原处：请给出 {name}。</translation>
        </message>
        <message>
            <location filename="../core/reports/content_charts.py"></location>
            <source>{count} drawn</source>
            <translation>绘出 {count} 个</translation>
        </message>
        <message>
            <location filename="../core/reports/content_charts.py"></location>
            <source>{count} outside</source>
            <translation>图外 {count} 个</translation>
        </message>
        <message>
            <location filename="../core/reports/content_charts.py"></location>
            <source>share of values, %</source>
            <translation>数值比例，%</translation>
        </message>
        <message>
            <location filename="../core/reports/loss_curves.py"></location>
            <source>training</source>
            <translation>训练</translation>
        </message>
        <message>
            <location filename="../core/reports/page.py"></location>
            <source>What was changed or assumed on the way, and warnings</source>
            <translation>处理过程中的改动、假设与警告</translation>
        </message>
        <message>
            <location filename="../core/reports/page.py"></location>
            <source>input</source>
            <translation>输入</translation>
        </message>
        <message>
            <location filename="../core/reports/page.py"></location>
            <source>file or layer</source>
            <translation>文件或图层</translation>
        </message>
        <message>
            <location filename="../core/reports/page.py"></location>
            <source>size</source>
            <translation>大小</translation>
        </message>
        <message>
            <location filename="../core/reports/page.py"></location>
            <source>bytes</source>
            <translation>字节数</translation>
        </message>
        <message>
            <location filename="../core/reports/page.py"></location>
            <source>Nothing was left out, converted or assumed.</source>
            <translation>没有任何舍弃、换算或假设。</translation>
        </message>
        <message>
            <location filename="../core/reports/page.py"></location>
            <source>{points}; fields {names}</source>
            <translation>{points}；字段 {names}</translation>
        </message>
        <message>
            <location filename="../core/reports/page.py"></location>
            <source>Made with {used}.</source>
            <translation>由 {used} 生成。</translation>
        </message>
        <message>
            <location filename="../core/reports/page.py"></location>
            <source>To do it again, run this line; what it does not name has its default value. On Windows start it in the OSGeo4W Shell as qgis_process-qgis.bat, on macOS with the full path /Applications/QGIS.app/Contents/MacOS/bin/qgis_process.</source>
            <translation>要重复这一过程，请运行此行命令；其中未列出的参数取默认值。在 Windows 上，请在 OSGeo4W Shell 中以 qgis_process-qgis.bat 启动；在 macOS 上，请使用完整路径 /Applications/QGIS.app/Contents/MacOS/bin/qgis_process。</translation>
        </message>
        <message>
            <location filename="../core/reports/page.py"></location>
            <source>degrees</source>
            <translation>度</translation>
        </message>
        <message>
            <location filename="../core/reports/page.py"></location>
            <source>CRS units</source>
            <translation>坐标参考系单位</translation>
        </message>
        <message>
            <location filename="../core/samples/cell_size.py"></location>
            <source>CELL_SIZE is 0, and too few places ({count}) say nothing of their spacing: give a length above 0.</source>
            <translation>CELL_SIZE 为 0，而位置太少（{count} 个），无法由其间距确定：请给出大于 0 的长度。</translation>
        </message>
        <message>
            <location filename="../core/samples/censoring.py"></location>
            <source>half the detection limit</source>
            <translation>检出限的一半</translation>
        </message>
        <message>
            <location filename="../core/samples/censoring.py"></location>
            <source>the detection limit divided by the square root of 2</source>
            <translation>检出限除以根号 2</translation>
        </message>
        <message>
            <location filename="../core/samples/censoring.py"></location>
            <source>the limit counts</source>
            <translation>取上限值</translation>
        </message>
        <message>
            <location filename="../core/samples/censoring.py"></location>
            <source>one and a half times the limit counts</source>
            <translation>取上限的 1.5 倍</translation>
        </message>
        <message>
            <location filename="../core/samples/censoring.py"></location>
            <source>{option} '{value}' is not known: give one of {known}.</source>
            <translation>{option}“{value}”不是可用的选项：请从 {known} 中选择。</translation>
        </message>
        <message>
            <location filename="../core/samples/gridding.py"></location>
            <source>samples of one place are averaged first</source>
            <translation>同一位置的样品先取平均</translation>
        </message>
        <message>
            <location filename="../core/samples/gridding.py"></location>
            <source>the first sample of a place counts</source>
            <translation>同一位置只计第一个样品</translation>
        </message>
        <message>
            <location filename="../core/samples/gridding.py"></location>
            <source>every sample counts</source>
            <translation>每个样品都计入</translation>
        </message>
        <message>
            <location filename="../core/samples/gridding.py"></location>
            <source>arithmetic mean</source>
            <translation>算术均值</translation>
        </message>
        <message>
            <location filename="../core/samples/gridding.py"></location>
            <source>geometric mean</source>
            <translation>几何均值</translation>
        </message>
        <message>
            <location filename="../core/samples/gridding.py"></location>
            <source>EXTENT cannot be brought to the CRS of the result: draw another one.</source>
            <translation>EXTENT 无法转换到结果的坐标参考系（CRS）：请另画一个范围。</translation>
        </message>
        <message>
            <location filename="../core/samples/gridding.py"></location>
            <source>CELL_SIZE {cell_size:g} gives a grid of {width:.8g} x {height:.8g} cells, and {most:,} is the most: choose larger cells or a smaller EXTENT.</source>
            <translation>CELL_SIZE 为 {cell_size:g} 时，格网有 {width:.8g} x {height:.8g} 个单元，而上限为 {most:,} 个：请加大单元，或缩小 EXTENT。</translation>
        </message>
        <message>
            <location filename="../core/samples/gridding.py"></location>
            <source>MIN_SAMPLES is {min_samples}: give 1 or more.</source>
            <translation>MIN_SAMPLES 为 {min_samples}：请给出不小于 1 的数。</translation>
        </message>
        <message>
            <location filename="../core/samples/gridding.py"></location>
            <source>MEAN=geometric needs values above 0, but '{name}' has {count} that are not (first: {first:g}): use MEAN=arithmetic.</source>
            <translation>MEAN=geometric 要求数值大于 0，但“{name}”有 {count} 个值不大于 0（第一个：{first:g}）：请使用 MEAN=arithmetic。</translation>
        </message>
        <message>
            <location filename="../core/samples/gridding.py"></location>
            <source>CELL_SIZE is {cell_size:g}: give a length above 0, in units of the CRS of the result, or 0 for one from the spacing of the samples.</source>
            <translation>CELL_SIZE 为 {cell_size:g}：请给出大于 0 的长度，以结果 CRS 的单位计；或给出 0，由样品间距确定。</translation>
        </message>
        <message>
            <location filename="../core/samples/gridding.py"></location>
            <source>Grid of {width} x {height} cells of {cell_size:g} units of the CRS, edges on multiples of that; {samples} at {places} in {cells}. Below detection: {below_detection}; duplicates: {duplicates}; {means}.</source>
            <translation>格网为 {width} x {height} 个单元，单元大小为 {cell_size:g} 个坐标系单位，边界位于其整数倍处；{samples}，位于 {places}，落入 {cells}。低于检出限：{below_detection}；重复样品：{duplicates}；{means}。</translation>
        </message>
        <message>
            <location filename="../core/samples/gridding.py"></location>
            <source>No cell has a value: none of the fields ({names}) of '{source}' has {values} in a cell: check FIELDS, MIN_SAMPLES and BELOW_DETECTION, and the warnings in the log.</source>
            <translation>没有单元有值：“{source}”的字段（{names}）在任何单元中都没有达到 {values}：请检查 FIELDS、MIN_SAMPLES 和 BELOW_DETECTION，并查看日志中的警告。</translation>
        </message>
        <message>
            <location filename="../core/samples/gridding.py"></location>
            <source>CELL_SIZE {size:g} would be in degrees, as the CRS of the result is geographic: give degrees, or choose a TARGET_CRS in metres.</source>
            <translation>CELL_SIZE {size:g} 的单位将是度，因为结果的坐标参考系（CRS）为地理坐标系：请以度为单位给出，或选择以米为单位的 TARGET_CRS。</translation>
        </message>
        <message>
            <location filename="../core/samples/gridding.py"></location>
            <source>The points of '{source}' are projected to TARGET_CRS.</source>
            <translation>“{source}”的点已投影到 TARGET_CRS。</translation>
        </message>
        <message>
            <location filename="../core/samples/gridding.py"></location>
            <source>Left out, because they have no place in the CRS of the result: {points} of '{source}'.</source>
            <translation>在结果坐标系中没有位置而不使用：“{source}”的 {points}。</translation>
        </message>
        <message>
            <location filename="../core/samples/gridding.py"></location>
            <source>No point of '{source}' has a place in the CRS of the result: check the CRS of the layer and TARGET_CRS.</source>
            <translation>“{source}”中没有一个点在结果的坐标参考系中有对应位置：请检查图层的坐标参考系（CRS）和 TARGET_CRS。</translation>
        </message>
        <message>
            <location filename="../core/samples/gridding.py"></location>
            <source>Cells are {size:g} wide, for about four samples in each: these lie some {spacing:.3g} apart.</source>
            <translation>单元宽 {size:g}，使每个单元约有四个样品：样品间距约为 {spacing:.3g}。</translation>
        </message>
        <message>
            <location filename="../core/samples/gridding.py"></location>
            <source>No point of '{source}' lies inside EXTENT ({extent}): choose an extent that holds samples.</source>
            <translation>“{source}”中没有点位于 EXTENT（{extent}）之内：请选择包含样品的范围。</translation>
        </message>
        <message>
            <location filename="../core/samples/gridding.py"></location>
            <source>Left out, because they lie outside EXTENT: {points} of '{source}'.</source>
            <translation>位于 EXTENT 之外而不使用：“{source}”的 {points}。</translation>
        </message>
        <message>
            <location filename="../core/samples/gridding.py"></location>
            <source>Far from all others, with coordinates that may be wrong, and kept: {points} of '{source}'.</source>
            <translation>远离其他各点、坐标可能有误、仍予保留：“{source}”的 {points}。</translation>
        </message>
        <message>
            <location filename="../core/samples/gridding.py"></location>
            <source>{name}: {used} used in {valued}; {missing} missing; {below} below detection ({share:.1%} of {known} with a value); {duplicates}; {single} with one sample only.</source>
            <translation>{name}：在 {valued}中使用了 {used}；缺失 {missing} 个；低于检出限 {below} 个（占 {known} 个有值样品的 {share:.1%}）；{duplicates}；{single}只有一个样品。</translation>
        </message>
        <message>
            <location filename="../core/samples/gridding.py"></location>
            <source>{name}: {samples} not used: fewer than {min_samples} in the cell.</source>
            <translation>{name}：{samples}未使用：所在单元中的样品少于 {min_samples} 个。</translation>
        </message>
        <message>
            <location filename="../core/samples/gridding.py"></location>
            <source>{name}: no cell has a value; its band is empty.</source>
            <translation>{name}：没有一个单元有值；其波段为空。</translation>
        </message>
        <message>
            <location filename="../core/samples/gridding.py"></location>
            <source>{name}: the numbers of samples change too often from cell to cell to travel with the map; COUNT has them.</source>
            <translation>{name}：各格的样品数变化过多，无法随图保存；COUNT 中有这些数。</translation>
        </message>
        <message>
            <location filename="../core/samples/map_contents.py"></location>
            <source>'{name}' in {source}: {share:.1%} of the values are above {whole} (first: {value:g}), which no content is: check the unit of the map, and whether that number stands for no data.</source>
            <translation>{source} 中的“{name}”：{share:.1%} 的值高于 {whole}（首个：{value:g}），含量不可能如此：请检查图的单位，以及该数是否表示无数据。</translation>
        </message>
        <message>
            <location filename="../core/samples/map_contents.py"></location>
            <source>'{name}' in {source}: {share:.1%} of the values are below 0 (first: {value:g}), which no content is, and are kept: if they stand for no value or for a detection limit, declare them as no data, or replace them.</source>
            <translation>{source} 中的“{name}”：{share:.1%} 的值低于 0（首个：{value:g}），含量不可能如此，现予保留：若其表示无值或检出限，请声明为无数据或加以替换。</translation>
        </message>
        <message>
            <location filename="../core/samples/map_contents.py"></location>
            <source>'{name}' in {source}: {share:.1%} of the values are 0, far below all others, and are kept: if 0 stands for no value, declare it as no data (Raster &gt; Conversion &gt; Translate).</source>
            <translation>{source} 中的“{name}”：{share:.1%} 的值为 0，远低于其他各值，现予保留：若 0 表示无值，请将其声明为无数据（栅格 &gt; 转换 &gt; 转换格式）。</translation>
        </message>
        <message>
            <location filename="../core/samples/map_contents.py"></location>
            <source>'{name}' in {source}: {share:.1%} of the values are {value:g}, and no other is above {next_lower:g}: if that stands for no value, declare it as no data; if it is the upper limit of the method, means are too low there.</source>
            <translation>{source} 中的“{name}”：{share:.1%} 的值为 {value:g}，其他值均不高于 {next_lower:g}：若其表示无值，请声明为无数据；若其为方法的上限，则该处均值偏低。</translation>
        </message>
        <message>
            <location filename="../core/samples/missing_codes.py"></location>
            <source>MISSING_CODES: '{entry}' is not one code: give numbers or words separated by semicolons, such as -999;-8888.</source>
            <translation>MISSING_CODES：“{entry}”不是单个代码：请给出用分号隔开的数字或词，如 -999;-8888。</translation>
        </message>
        <message>
            <location filename="../core/samples/points.py"></location>
            <source>The layer '{source}' has no points or no fields: choose at least one numeric field.</source>
            <translation>图层“{source}”没有点或没有字段：请至少选择一个数值字段。</translation>
        </message>
        <message>
            <location filename="../core/samples/points.py"></location>
            <source>The layer '{source}' has no coordinate reference system: assign its CRS.</source>
            <translation>图层“{source}”没有坐标参考系：请为其指定坐标参考系（CRS）。</translation>
        </message>
        <message>
            <location filename="../core/samples/points.py"></location>
            <source>The layer '{source}' has no deposit: choose one with points.</source>
            <translation>图层“{source}”中没有矿床：请选择含有点的图层。</translation>
        </message>
        <message>
            <location filename="../core/samples/tallies.py"></location>
            <source>{name}: {values} with a comma as decimal sign or with thousands apart (first: '{first}').</source>
            <translation>{name}：{values}以逗号为小数点或带千位分隔（首例：'{first}'）。</translation>
        </message>
        <message>
            <location filename="../core/samples/tallies.py"></location>
            <source>{name}: {values} could be thousands or three decimals (first: '{first}') and are read with the decimal sign of the rest of the field.</source>
            <translation>{name}：{values}可以是千位分隔，也可以是三位小数（首例：'{first}'），按该字段其余值的小数点读取。</translation>
        </message>
        <message>
            <location filename="../core/samples/tallies.py"></location>
            <source>{name}: {values} carry the unit {unit} (first: '{first}') and are read in it.</source>
            <translation>{name}：{values}带有单位 {unit}（首例：'{first}'），按该单位读取。</translation>
        </message>
        <message>
            <location filename="../core/samples/tallies.py"></location>
            <source>{name}: {values} carry another unit (first: '{first}') and are converted to {unit}.</source>
            <translation>{name}：{values}带有另一种单位（首个：“{first}”），已换算为 {unit}。</translation>
        </message>
        <message>
            <location filename="../core/samples/tallies.py"></location>
            <source>{name}: {values} ({share:.1%}) left out as codes for missing (first: '{first}'); if they are measured, give MISSING_CODES=none.</source>
            <translation>{name}：{values}（{share:.1%}）作为缺失值代码剔除（首例：'{first}'）；若为实测值，请给出 MISSING_CODES=none。</translation>
        </message>
        <message>
            <location filename="../core/samples/tallies.py"></location>
            <source>{name}: {values} ({share:.1%}) negative and left out as missing (first: '{first}'): no detection limit is believed above {largest:g}, the median of the values above 0; if they are measured, turn NEGATIVE_IS_LIMIT off, and if they are limits, write '&lt;' before them.</source>
            <translation>{name}：{values}（{share:.1%}）为负，作为缺失值剔除（首例：'{first}'）：大于 {largest:g}（大于 0 的值的中位数）的检出限不可信；若为实测值，请关闭 NEGATIVE_IS_LIMIT；若为检出限，请在其前写上“&lt;”。</translation>
        </message>
        <message>
            <location filename="../core/samples/tallies.py"></location>
            <source>{name}: {values} ({share:.1%}) negative and read as below the detection limit (first: '{first}'; {policy}); if they are measured, turn NEGATIVE_IS_LIMIT off, and if they are codes for missing, name them in MISSING_CODES.</source>
            <translation>{name}：{values}（{share:.1%}）为负，按低于检出限读取（首例：'{first}'；{policy}）；若为实测值，请关闭 NEGATIVE_IS_LIMIT；若为缺失值代码，请在 MISSING_CODES 中列出。</translation>
        </message>
        <message>
            <location filename="../core/samples/tallies.py"></location>
            <source>{name}: {values} ({share:.1%}) below the detection limit (first: '{first}'; {policy}).</source>
            <translation>{name}：{values}（{share:.1%}）低于检出限（首例：'{first}'；{policy}）。</translation>
        </message>
        <message>
            <location filename="../core/samples/tallies.py"></location>
            <source>{name}: {values} ({share:.1%}) below detection without a limit (first: '{first}'): the lowest limit of the field, {limit:g}, is taken ({policy}).</source>
            <translation>{name}：{values}（{share:.1%}）低于检出限但未给出检出限（首例：'{first}'）：取该字段最低的检出限 {limit:g}（{policy}）。</translation>
        </message>
        <message>
            <location filename="../core/samples/tallies.py"></location>
            <source>{name}: {values} ({share:.1%}) above the upper limit of the method (first: '{first}'; {policy}): means are too low there; OVER_LIMIT says what to do.</source>
            <translation>{name}：{values}（{share:.1%}）高于方法的上限（首例：'{first}'；{policy}）：该处均值偏低；由 OVER_LIMIT 规定如何处理。</translation>
        </message>
        <message>
            <location filename="../core/samples/tallies.py"></location>
            <source>{name}: {values} left out: below detection, but no value of the field states a limit (first: '{first}'); means are too high without them: write '&lt;' and the limit.</source>
            <translation>{name}：剔除{values}：低于检出限，但该字段没有任何值给出检出限（首例：'{first}'）；缺少它们会使均值偏高：请写上“&lt;”和检出限。</translation>
        </message>
        <message>
            <location filename="../core/samples/tallies.py"></location>
            <source>{name}: {values} left out, as they can be read in two ways (first: '{first}'; 1,234 may be 1234 or 1.234, and n.d. not detected or not determined): rewrite them, or name them in MISSING_CODES.</source>
            <translation>{name}：剔除{values}，因为有两种读法（首例：'{first}'；1,234 可以是 1234 或 1.234，n.d. 可以是未检出或未测定）：请改写，或在 MISSING_CODES 中列出。</translation>
        </message>
        <message>
            <location filename="../core/samples/tallies.py"></location>
            <source>{name}: {values} left out: not a number, or too large for a 32-bit float (first: '{first}').</source>
            <translation>{name}：{values}未使用：不是数字，或超出 32 位浮点数的范围（第一个：“{first}”）。</translation>
        </message>
        <message>
            <location filename="../core/samples/tallies.py"></location>
            <source>{name}: {values} kept that may be codes for missing (first: '{first}'): if they are, name them in MISSING_CODES.</source>
            <translation>{name}：保留了可能是缺失值代码的{values}（首例：'{first}'）：若确为代码，请在 MISSING_CODES 中列出。</translation>
        </message>
        <message>
            <location filename="../core/samples/tallies.py"></location>
            <source>{name}: {values} ({share:.1%}) negative and kept as measured (first: '{first}'), as limits would not be of so many sizes; if they are limits, give MISSING_CODES=none.</source>
            <translation>{name}：{values}（{share:.1%}）为负，按实测值保留（首例：'{first}'），因为检出限不会有这么多种大小；若为检出限，请给出 MISSING_CODES=none。</translation>
        </message>
        <message>
            <location filename="../core/samples/tallies.py"></location>
            <source>{name}: {limits} above every measured value (first: '{first}'); if that is a code for missing, make it NULL.</source>
            <translation>{name}：{limits}高于所有实测值（第一个：“{first}”）；若这是表示缺失的代码，请将其改为 NULL。</translation>
        </message>
        <message>
            <location filename="../core/samples/tallies.py"></location>
            <source>{name}: {values} ({share:.1%}) are 0, and the others {low:g} and more, but for the lowest 5%: if 0 stands for no value, as MapInfo writes NULL, give MISSING_CODES=0.</source>
            <translation>{name}：{values}（{share:.1%}）为 0，而其余的值（最低的 5% 除外）不小于 {low:g}：若 0 表示没有值（MapInfo 对 NULL 的写法），请给出 MISSING_CODES=0。</translation>
        </message>
        <message>
            <location filename="../core/samples/tallies.py"></location>
            <source>{name}: {values} ({share:.1%}) above {whole} (first: '{first}'), which no content is, and kept: check the unit, and whether that number stands for missing (MISSING_CODES).</source>
            <translation>{name}：{values}（{share:.1%}）高于 {whole}（首个：“{first}”），含量不可能如此，现予保留：请检查单位，以及该数是否表示缺失（MISSING_CODES）。</translation>
        </message>
        <message>
            <location filename="../core/superresolution/ablation.py"></location>
            <source>Covariates</source>
            <translation>协变量</translation>
        </message>
        <message>
            <location filename="../core/superresolution/ablation.py"></location>
            <source>Methods, with all covariates</source>
            <translation>各方法，使用全部协变量</translation>
        </message>
        <message>
            <location filename="../core/superresolution/ablation.py"></location>
            <source>maps</source>
            <translation>仅地图</translation>
        </message>
        <message>
            <location filename="../core/superresolution/ablation.py"></location>
            <source>topography</source>
            <translation>地形</translation>
        </message>
        <message>
            <location filename="../core/superresolution/ablation.py"></location>
            <source>geology</source>
            <translation>地质</translation>
        </message>
        <message>
            <location filename="../core/superresolution/ablation.py"></location>
            <source>further rasters</source>
            <translation>其他栅格</translation>
        </message>
        <message>
            <location filename="../core/superresolution/application.py"></location>
            <source>The model was trained with {name}: give it here too, or train without.</source>
            <translation>模型训练时使用了 {name}：请在此同样给出，或训练时不用它。</translation>
        </message>
        <message>
            <location filename="../core/superresolution/application.py"></location>
            <location filename="../core/superresolution/survey.py"></location>
            <source>The coarse map has no coordinate reference system: set it on the layer.</source>
            <translation>粗分辨率图没有坐标参考系：请在图层上设置。</translation>
        </message>
        <message>
            <location filename="../core/superresolution/application.py"></location>
            <source>The sharpened map has the CRS that training had: {crs}.</source>
            <translation>锐化图采用训练时的坐标参考系：{crs}。</translation>
        </message>
        <message>
            <location filename="../core/superresolution/application.py"></location>
            <source>The cells of the coarse map are {given:.3g} pixels wide, and those of the training were {own:.3g}: what was learned may not hold.</source>
            <translation>粗分辨率图的像元宽 {given:.3g} 个像元，而训练时为 {own:.3g} 个：所学内容可能不适用。</translation>
        </message>
        <message>
            <location filename="../core/superresolution/application.py"></location>
            <source>No pixel has a value: check that GEOCHEM, MASK and EXTENT overlap.</source>
            <translation>没有像元有值：请检查 GEOCHEM、MASK 和 EXTENT 是否重叠。</translation>
        </message>
        <message>
            <location filename="../core/superresolution/application.py"></location>
            <source>Outside what training saw, by {cause}: {share:.0%} of the pixels.</source>
            <translation>因{cause}超出训练所见：像元的 {share:.0%}。</translation>
        </message>
        <message>
            <location filename="../core/superresolution/covariates.py"></location>
            <source>{name}: {path} does not show the area of the coarse map: check that both show the same area and each CRS.</source>
            <translation>{name}：{path} 未显示粗分辨率图的区域：请检查两者是否显示同一区域，以及各自的坐标参考系。</translation>
        </message>
        <message>
            <location filename="../core/superresolution/covariates.py"></location>
            <source>GEOLOGY has no unit on the finely surveyed ground: check that both show the same area.</source>
            <translation>GEOLOGY 在有较细测量的地面上没有单元：请检查两者是否显示同一区域。</translation>
        </message>
        <message>
            <location filename="../core/superresolution/held_out_maps.py"></location>
            <source>bilinear, of contents</source>
            <translation>双线性，按含量</translation>
        </message>
        <message>
            <location filename="../core/superresolution/held_out_maps.py"></location>
            <source>The finely surveyed ground is small: only {buffer:g} pixels around a block are left out when it is judged, and measures may flatter.</source>
            <translation>有较细测量的地面很小：评判区块时其周围只略去 {buffer:g} 个像元，度量可能偏于乐观。</translation>
        </message>
        <message>
            <location filename="../core/superresolution/held_out_maps.py"></location>
            <source>The finely surveyed ground is too small to hold any of it out: give a finer survey of more ground, or another BLOCK_SIZE or FOLDS.</source>
            <translation>有较细测量的地面太小，无法留出任何部分：请给出覆盖更大范围的较细测量，或更改 BLOCK_SIZE 或 FOLDS。</translation>
        </message>
        <message>
            <location filename="../core/superresolution/outcomes.py"></location>
            <source>{name}: on held-out ground the sharpened map has an RMSE of {rmse:.3g}, {change:.0f} % less than '{plain}', the best interpolation: it helps.</source>
            <translation>{name}：在留出地面上锐化图的 RMSE 为 {rmse:.3g}，比最佳插值“{plain}”小 {change:.0f} %：有助益。</translation>
        </message>
        <message>
            <location filename="../core/superresolution/outcomes.py"></location>
            <source>{name}: on held-out ground the sharpened map has an RMSE of {rmse:.3g}, {change:.0f} % more than '{plain}', the best interpolation: use that instead.</source>
            <translation>{name}：在留出地面上锐化图的 RMSE 为 {rmse:.3g}，比最佳插值“{plain}”大 {change:.0f} %：请改用该插值。</translation>
        </message>
        <message>
            <location filename="../core/superresolution/outcomes.py"></location>
            <source>{name}: on held-out ground the sharpened map has an RMSE of {rmse:.3g}, and '{plain}', the best interpolation, {other:.3g}: it adds nothing that is larger than its standard error.</source>
            <translation>{name}：在留出地面上锐化图的 RMSE 为 {rmse:.3g}，最佳插值“{plain}”为 {other:.3g}：其贡献不大于标准误差。</translation>
        </message>
        <message>
            <location filename="../core/superresolution/request.py"></location>
            <source>ridge, forest and the small network, as far as held-out ground supports each</source>
            <translation>岭回归、森林和小网络，各以留出地面支持的程度为限</translation>
        </message>
        <message>
            <location filename="../core/superresolution/request.py"></location>
            <source>the multi-level U-Net of Pei et al. (2025) on the weighted mean of interpolations</source>
            <translation>Pei 等（2025）的多级 U-Net，加在插值的加权平均上</translation>
        </message>
        <message>
            <location filename="../core/superresolution/request.py"></location>
            <source>a plain U-Net on the weighted mean of interpolations</source>
            <translation>普通 U-Net，加在插值的加权平均上</translation>
        </message>
        <message>
            <location filename="../core/superresolution/request.py"></location>
            <source>SRCNN on the weighted mean of interpolations</source>
            <translation>SRCNN，加在插值的加权平均上</translation>
        </message>
        <message>
            <location filename="../core/superresolution/request.py"></location>
            <source>VDSR on the weighted mean of interpolations</source>
            <translation>VDSR，加在插值的加权平均上</translation>
        </message>
        <message>
            <location filename="../core/superresolution/request.py"></location>
            <source>three small convolutions on the weighted mean of interpolations</source>
            <translation>三个小卷积，加在插值的加权平均上</translation>
        </message>
        <message>
            <location filename="../core/superresolution/request.py"></location>
            <source>a forest on the weighted mean of interpolations</source>
            <translation>森林，加在插值的加权平均上</translation>
        </message>
        <message>
            <location filename="../core/superresolution/request.py"></location>
            <source>a ridge regression on the weighted mean of interpolations</source>
            <translation>岭回归，加在插值的加权平均上</translation>
        </message>
        <message>
            <location filename="../core/superresolution/request.py"></location>
            <source>the weighted mean of interpolations alone</source>
            <translation>仅为插值的加权平均</translation>
        </message>
        <message>
            <location filename="../core/superresolution/request.py"></location>
            <source>cells may differ from the coarse map</source>
            <translation>像元可与粗分辨率图不同</translation>
        </message>
        <message>
            <location filename="../core/superresolution/request.py"></location>
            <source>means of cells are drawn to the coarse map as far as held-out ground supports it</source>
            <translation>像元均值在留出地面支持的程度内向粗分辨率图靠拢</translation>
        </message>
        <message>
            <location filename="../core/superresolution/request.py"></location>
            <source>means of cells are those of the coarse map</source>
            <translation>像元均值等于粗分辨率图的值</translation>
        </message>
        <message>
            <location filename="../core/superresolution/request.py"></location>
            <source>contents as they are</source>
            <translation>原始含量</translation>
        </message>
        <message>
            <location filename="../core/superresolution/request.py"></location>
            <source>logarithms</source>
            <translation>对数</translation>
        </message>
        <message>
            <location filename="../core/superresolution/request.py"></location>
            <source>logarithms of positive, strongly right-skewed elements</source>
            <translation>对为正且强烈右偏的元素取对数</translation>
        </message>
        <message>
            <location filename="../core/superresolution/request.py"></location>
            <source>sine and cosine of aspect, which turn with the map</source>
            <translation>坡向的正弦和余弦，随图转动</translation>
        </message>
        <message>
            <location filename="../core/superresolution/request.py"></location>
            <source>aspect in degrees, as Pei et al. (2025) have it</source>
            <translation>以度表示的坡向，与 Pei 等（2025）相同</translation>
        </message>
        <message>
            <location filename="../core/superresolution/request.py"></location>
            <source>each network stops by a fold of its own, as Pei et al. (2025) train</source>
            <translation>每个网络由自己的一折决定何时停止，与 Pei 等（2025）相同</translation>
        </message>
        <message>
            <location filename="../core/superresolution/request.py"></location>
            <source>as many epochs as serve all folds of held-out ground, and then all ground</source>
            <translation>先选出适合留出地面所有折的轮数，再用全部地面训练</translation>
        </message>
        <message>
            <location filename="../core/superresolution/super_report.py"></location>
            <source>interpolation</source>
            <translation>插值</translation>
        </message>
        <message>
            <location filename="../core/superresolution/super_report.py"></location>
            <source>weighted mean</source>
            <translation>加权平均</translation>
        </message>
        <message>
            <location filename="../core/superresolution/super_report.py"></location>
            <source>with covariates</source>
            <translation>加协变量</translation>
        </message>
        <message>
            <location filename="../core/superresolution/super_report.py"></location>
            <source>with a network</source>
            <translation>加网络</translation>
        </message>
        <message>
            <location filename="../core/superresolution/super_report.py"></location>
            <source>result</source>
            <translation>结果</translation>
        </message>
        <message>
            <location filename="../core/superresolution/super_report.py"></location>
            <source>All maps of an element are compared with the finer survey over the same pixels, on ground that was held out of everything that made them. PSNR is in dB: 10 log10 of the squared range of the survey over the mean squared error. SSIM is the mean over windows of 7 x 7 pixels without a hole. skill = 1 - MSE / MSE of the best plain interpolation: above 0 the map is better than the interpolation that hindsight would choose. Where logarithms are learned, skill is told of them too: of contents, a few high ones decide. Green marks the best of each column.</source>
            <translation>每个元素的所有图都在相同像元上与较细的测量比较，这些像元的地面未参与任何一图的制作。PSNR 以 dB 计：10 log10（测量值域的平方除以均方误差）。SSIM 是无空洞的 7 x 7 像元窗口上的平均值。skill = 1 - MSE / 最佳普通插值的 MSE：大于 0 表示优于事后所选的最佳插值。在对数上学习时，也给出对数的 skill：按含量计算时由少数高值决定。绿色标出每列最好者。</translation>
        </message>
        <message>
            <location filename="../core/superresolution/super_report.py"></location>
            <source>All maps side by side, on held-out ground</source>
            <translation>留出地面上并列的全部地图</translation>
        </message>
        <message>
            <location filename="../core/superresolution/super_report.py"></location>
            <source>Maps of the finely surveyed ground</source>
            <translation>有较细测量的地面的地图</translation>
        </message>
        <message>
            <location filename="../core/superresolution/super_report.py"></location>
            <source>What is added to the interpolations</source>
            <translation>加在插值上的量</translation>
        </message>
        <message>
            <location filename="../core/superresolution/super_report.py"></location>
            <source>What covariates and networks are worth</source>
            <translation>协变量和网络的价值</translation>
        </message>
        <message>
            <location filename="../core/superresolution/super_report.py"></location>
            <source>Super-resolution</source>
            <translation>超分辨率</translation>
        </message>
        <message>
            <location filename="../core/superresolution/super_report.py"></location>
            <source>{names}; pixels of {size}</source>
            <translation>{names}；像元 {size}</translation>
        </message>
        <message>
            <location filename="../core/superresolution/super_report.py"></location>
            <source>skill over the best interpolation</source>
            <translation>相对最佳插值的技巧评分</translation>
        </message>
        <message>
            <location filename="../core/superresolution/super_report.py"></location>
            <source>of logarithms</source>
            <translation>对数的</translation>
        </message>
        <message>
            <location filename="../core/superresolution/super_report.py"></location>
            <source>PSNR, dB</source>
            <translation>峰值信噪比 PSNR，dB</translation>
        </message>
        <message>
            <location filename="../core/superresolution/super_report.py"></location>
            <source>interpolated (bilinear)</source>
            <translation>插值（双线性）</translation>
        </message>
        <message>
            <location filename="../core/superresolution/super_report.py"></location>
            <source>weighted mean, with covariates</source>
            <translation>加权平均，加协变量</translation>
        </message>
        <message>
            <location filename="../core/superresolution/super_report.py"></location>
            <source>Every pixel of the result was made without the survey of the ground around it. All maps share colours.</source>
            <translation>结果的每个像元都未使用其周围地面的测量。各图使用相同的颜色。</translation>
        </message>
        <message>
            <location filename="../core/superresolution/super_report.py"></location>
            <source>More elements, of which no map is drawn: {count}.</source>
            <translation>另有未绘图的元素：{count} 个。</translation>
        </message>
        <message>
            <location filename="../core/superresolution/super_report.py"></location>
            <source>best interpolation</source>
            <translation>最佳插值</translation>
        </message>
        <message>
            <location filename="../core/superresolution/super_report.py"></location>
            <source>errors within 1.645 standard deviations</source>
            <translation>误差在 1.645 倍标准差内的比例</translation>
        </message>
        <message>
            <location filename="../core/superresolution/super_report.py"></location>
            <source>The result is a weighted mean of interpolations, to which corrections are added as far as held-out ground supports them: a share of 1 takes a correction as it is, 0 leaves it out. Where all are 0, the result is interpolation. 90 % of errors should lie within 1.645 standard deviations; those of each block are counted with the standard deviations that other blocks gave.</source>
            <translation>结果是各种插值的加权平均，并按留出地面所支持的程度加上校正：比例 1 表示照原样采用，0 表示不用。全为 0 时结果即为插值。90 % 的误差应在 1.645 倍标准差之内；每个分块的误差按其他分块给出的标准差计数。</translation>
        </message>
        <message>
            <location filename="../core/superresolution/super_report.py"></location>
            <source>RMSE without a network</source>
            <translation>不含网络的 RMSE</translation>
        </message>
        <message>
            <location filename="../core/superresolution/super_report.py"></location>
            <source>RMSE with it</source>
            <translation>含网络的 RMSE</translation>
        </message>
        <message>
            <location filename="../core/superresolution/super_report.py"></location>
            <source>skill of the network over the map without it</source>
            <translation>网络相对于不含网络的图的 skill</translation>
        </message>
        <message>
            <location filename="../core/superresolution/super_report.py"></location>
            <source>What the network adds, on held-out ground that had no part in training or in choosing its share.</source>
            <translation>网络的增益，所用留出地面既未参与训练也未参与比例的选择。</translation>
        </message>
        <message>
            <location filename="../core/superresolution/super_report.py"></location>
            <source>Network {number}: loss after each epoch, the best {best}</source>
            <translation>网络 {number}：各轮之后的损失，最佳为 {best}</translation>
        </message>
        <message>
            <location filename="../core/superresolution/super_report.py"></location>
            <source>Without fold {number}: loss after each epoch, chosen {best}</source>
            <translation>不含第 {number} 折：各轮之后的损失，选定 {best}</translation>
        </message>
        <message>
            <location filename="../core/superresolution/super_report.py"></location>
            <source>Each network stopped where it had not improved on ground held out of its own training, and its best is kept.</source>
            <translation>每个网络在其训练中留出的地面上不再改进时停止，并保留最佳状态。</translation>
        </message>
        <message>
            <location filename="../core/superresolution/super_report.py"></location>
            <source>One number of epochs serves all folds: after it, what networks say of ground that they never saw leaves least, once each element takes its best share. Those that are applied learn so long from all ground. The loss held out may rise before that: it also tells of how much is said, which the share puts right.</source>
            <translation>所有折使用同一个轮数：在该轮之后，网络对从未见过的地面所作的预测在每个元素取其最佳份额后剩余最少。最终应用的网络用全部地面学习同样多轮。留出损失可能在此之前就上升：它还反映预测幅度的大小，而这由份额来校正。</translation>
        </message>
        <message>
            <location filename="../core/superresolution/super_report.py"></location>
            <source>seeds</source>
            <translation>种子数</translation>
        </message>
        <message>
            <location filename="../core/superresolution/super_report.py"></location>
            <source>+-</source>
            <translation>±（标准差）</translation>
        </message>
        <message>
            <location filename="../core/superresolution/super_report.py"></location>
            <source>Each line is a training of its own, judged on held-out blocks as above: means over the elements. +- is the standard deviation over seeds, which also deal the blocks anew. A difference that is not larger says nothing.</source>
            <translation>每行为一次单独的训练，如上在留出分块上评判：各元素的平均。+- 为不同种子间的标准差，种子也重新分配分块。不大于它的差异不说明问题。</translation>
        </message>
        <message>
            <location filename="../core/superresolution/survey.py"></location>
            <source>the coarse map</source>
            <translation>粗图</translation>
        </message>
        <message>
            <location filename="../core/superresolution/survey.py"></location>
            <source>The layer '{source}' has no field '{missing}' (it has {names}): choose the samples of the coarse map.</source>
            <translation>图层“{source}”没有字段“{missing}”（它有 {names}）：请选择粗分辨率图的样品。</translation>
        </message>
        <message>
            <location filename="../core/superresolution/survey.py"></location>
            <source>The finer survey {source} is rotated or south-up: resample it to a north-up grid first (Raster &gt; Projections &gt; Warp).</source>
            <translation>较细测量 {source} 是旋转的或南向上的：请先重采样到正北向上的格网（栅格 &gt; 投影 &gt; 变形）。</translation>
        </message>
        <message>
            <location filename="../core/superresolution/survey.py"></location>
            <source>The finer survey {source} has no value of '{name}' within the coarse map: choose another band or field, or check nodata and CRS.</source>
            <translation>较细测量 {source} 在粗分辨率图范围内没有“{name}”的值：请选择另一个波段或字段，或检查无数据值和坐标参考系。</translation>
        </message>
        <message>
            <location filename="../core/superresolution/survey.py"></location>
            <source>The finer survey has {names}, taken by position for {wanted}.</source>
            <translation>较细测量有 {names}，按位置对应 {wanted}。</translation>
        </message>
        <message>
            <location filename="../core/superresolution/survey.py"></location>
            <source>The coarse map has {names} and the finer survey {source} has {others}: give both the same elements, with the same names.</source>
            <translation>粗分辨率图有 {names}，而较细测量 {source} 有 {others}：请为两者给出名称相同的同样元素。</translation>
        </message>
        <message>
            <location filename="../core/superresolution/survey.py"></location>
            <source>Left out, because only one of the two maps has them: {names}.</source>
            <translation>因只有一幅图含有而略去：{names}。</translation>
        </message>
        <message>
            <location filename="../core/superresolution/survey.py"></location>
            <source>No point of '{source}' lies within the coarse map: check that both show the same area and each CRS.</source>
            <translation>“{source}”没有点位于粗分辨率图内：请检查两者是否显示同一区域，以及各自的坐标参考系。</translation>
        </message>
        <message>
            <location filename="../core/superresolution/survey.py"></location>
            <source>'{source}' has {points} in {cells} of the coarse map, which is no finer survey: give one of four points or more in a cell.</source>
            <translation>“{source}”在粗分辨率图的 {cells}中有 {points}，这不算较细测量：请给出每个像元四个点或更多的测量。</translation>
        </message>
        <message>
            <location filename="../core/superresolution/tile_jobs.py"></location>
            <source>geological units</source>
            <translation>地质单元</translation>
        </message>
        <message>
            <location filename="../core/superresolution/tile_jobs.py"></location>
            <source>covariates</source>
            <translation>协变量</translation>
        </message>
        <message>
            <location filename="../core/superresolution/training.py"></location>
            <source>The finer survey has no pixels where the coarse map has a value: check that both show the same area.</source>
            <translation>粗分辨率图有值之处较细测量没有像元：请检查两者是否显示同一区域。</translation>
        </message>
        <message>
            <location filename="../core/superresolution/training.py"></location>
            <source>Too few cells of the coarse map are finely surveyed to learn from ({cells:.0f}, and it takes {least}): nothing but interpolations is used, with the same weights for all elements.</source>
            <translation>粗分辨率图中有较细测量的像元太少，无法学习（{cells:.0f} 个，需要 {least} 个）：仅使用插值，所有元素的权重相同。</translation>
        </message>
        <message>
            <location filename="../core/superresolution/training.py"></location>
            <source>weighted mean of the interpolations</source>
            <translation>插值的加权平均</translation>
        </message>
        <message>
            <location filename="../core/superresolution/training.py"></location>
            <source>with ridge and forest</source>
            <translation>加岭回归和森林</translation>
        </message>
        <message>
            <location filename="../core/superresolution/training.py"></location>
            <source>the sharpened map</source>
            <translation>锐化图</translation>
        </message>
        <message>
            <location filename="../core/units.py"></location>
            <source>{label}: '{name}' is taken for '{wanted}'.</source>
            <translation>{label}：“{name}”被当作“{wanted}”。</translation>
        </message>
        <message>
            <location filename="../core/units.py"></location>
            <source>GEOCHEM has no band '{missing}' (it has {names}): if '{like}' is the same, call it '{missing}'.</source>
            <translation>GEOCHEM 没有波段“{missing}”（现有 {names}）：若“{like}”就是它，请将其命名为“{missing}”。</translation>
        </message>
        <message>
            <location filename="../core/units.py"></location>
            <source>GEOCHEM has no band '{missing}' (it has {names}): give the coarse map of the elements that the model was trained on.</source>
            <translation>GEOCHEM 没有波段“{missing}”（现有 {names}）：请给出含有模型训练所用元素的粗分辨率图。</translation>
        </message>
        <message>
            <location filename="../core/units.py"></location>
            <source>'{name}' in {label} says no unit, and is taken to be in {unit}, as elsewhere.</source>
            <translation>{label} 中的“{name}”未注明单位，与他处一样按 {unit} 处理。</translation>
        </message>
        <message>
            <location filename="../core/units.py"></location>
            <source>The unit of '{name}' in {label} is {given}, elsewhere it is {wanted}, and how one becomes the other is not known: the values are used as they are; bring both to one unit.</source>
            <translation>{label} 中“{name}”的单位是 {given}，另一处是 {wanted}，且不知如何换算：数值按原样使用；请统一单位。</translation>
        </message>
        <message>
            <location filename="../core/units.py"></location>
            <source>'{name}' in {label} was converted from its unit {given} to {wanted}: multiplied by {times:g}.</source>
            <translation>{label} 中的“{name}”已从其单位 {given} 换算为 {wanted}：乘以 {times:g}。</translation>
        </message>
        <message>
            <location filename="../core/units.py"></location>
            <source>'{name}' in {label}: the values (median {median:.3g}) are far from those of {other} ({low:.3g} to {high:.3g}), {ratio:.3g} times them: check that both are in one unit.</source>
            <translation>{label} 中的“{name}”：其值（中位数 {median:.3g}）与{other}的值（{low:.3g} 至 {high:.3g}）相差悬殊，为其 {ratio:.3g} 倍：请检查两者单位是否一致。</translation>
        </message>
        <message>
            <location filename="../core/units.py"></location>
            <source>'{name}' in {label} is {own}, and it would be taken for {other} ('{wanted}'): an oxide is not its element; convert one to the other first, and name it so.</source>
            <translation>{label} 中的“{name}”是 {own}，却会被当作 {other}（“{wanted}”）：氧化物不等于元素；请先换算，并相应命名。</translation>
        </message>
        <message>
            <location filename="../models/anomalies_and_targets.model3"></location>
            <source>Report of anomalies</source>
            <translation>异常报告</translation>
        </message>
        <message>
            <location filename="../models/anomalies_and_targets.model3"></location>
            <location filename="../models/fuse_and_evaluate.model3"></location>
            <location filename="../models/map_and_evaluate_prospectivity.model3"></location>
            <location filename="../models/sharpen_and_evaluate.model3"></location>
            <source>Evaluation report</source>
            <translation>评价报告</translation>
        </message>
        <message>
            <location filename="../models/anomalies_and_targets.model3"></location>
            <location filename="../models/fuse_and_evaluate.model3"></location>
            <location filename="../models/grid_and_fuse.model3"></location>
            <location filename="../models/laboratory_table_to_classes.model3"></location>
            <location filename="../models/map_and_evaluate_prospectivity.model3"></location>
            <location filename="../models/sharpen_and_evaluate.model3"></location>
            <source>Geochem Fusion developers</source>
            <translation>Geochem Fusion 开发者</translation>
        </message>
        <message>
            <location filename="../models/anomalies_and_targets.model3"></location>
            <source>Scores the samples of a survey by how anomalous they are for the elements sought, and evaluates the score against known deposits, which have no part in it.</source>
            <translation>按样品对所找元素的异常程度为调查样品打分，并用已知矿床评价该得分；已知矿床不参与打分。</translation>
        </message>
        <message>
            <location filename="../models/fuse_and_evaluate.model3"></location>
            <location filename="../models/grid_and_fuse.model3"></location>
            <location filename="../models/laboratory_table_to_classes.model3"></location>
            <source>Training report</source>
            <translation>训练报告</translation>
        </message>
        <message>
            <location filename="../models/fuse_and_evaluate.model3"></location>
            <source>Decomposes an image, trains a fusion model on a coarse geochemical map, applies it (block means kept) and evaluates the fused map against a finer survey.</source>
            <translation>分解影像，用粗分辨率地球化学图训练融合模型，应用该模型（保持块均值），并用更精细的调查数据评价融合图。</translation>
        </message>
        <message>
            <location filename="../models/fuse_and_evaluate.model3"></location>
            <source>Cell size of the coarse map</source>
            <translation>粗分辨率图的单元大小</translation>
        </message>
        <message>
            <location filename="../models/grid_and_fuse.model3"></location>
            <location filename="../models/laboratory_table_to_classes.model3"></location>
            <source>Coarse map</source>
            <translation>粗分辨率图</translation>
        </message>
        <message>
            <location filename="../models/grid_and_fuse.model3"></location>
            <source>Averages point samples over the cells of a coarse grid, trains a fusion model on them and the image, and applies it to the image.</source>
            <translation>将点样品在粗格网单元内取平均，用其与影像训练融合模型，并将模型应用于影像。</translation>
        </message>
        <message>
            <location filename="../models/grid_and_fuse.model3"></location>
            <location filename="../models/laboratory_table_to_classes.model3"></location>
            <source>Cell size of the coarse map (0 = from the spacing of the samples)</source>
            <translation>粗分辨率图的单元大小（0 = 由样品间距确定）</translation>
        </message>
        <message>
            <location filename="../models/laboratory_table_to_classes.model3"></location>
            <source>Report of the classes</source>
            <translation>分级报告</translation>
        </message>
        <message>
            <location filename="../models/laboratory_table_to_classes.model3"></location>
            <source>Report of the table</source>
            <translation>表格报告</translation>
        </message>
        <message>
            <location filename="../models/laboratory_table_to_classes.model3"></location>
            <source>Reads the table of a laboratory, averages its samples over cells, sharpens the map with an image, or interpolates it where the image adds nothing, and classes the result.</source>
            <translation>读取实验室表格，将样品在单元上平均，用影像锐化（影像无帮助时用插值），并对结果分级。</translation>
        </message>
        <message>
            <location filename="../models/laboratory_table_to_classes.model3"></location>
            <source>CRS of the coordinates (empty for longitude and latitude)</source>
            <translation>坐标的参考系（经纬度时留空）</translation>
        </message>
        <message>
            <location filename="../models/laboratory_table_to_classes.model3"></location>
            <source>Elements (fields, separated by semicolons, such as Cu_ppm;Zn_ppm)</source>
            <translation>元素（字段，以分号分隔，例如 Cu_ppm;Zn_ppm）</translation>
        </message>
        <message>
            <location filename="../models/laboratory_table_to_classes.model3"></location>
            <source>Table of the laboratory</source>
            <translation>实验室表格</translation>
        </message>
        <message>
            <location filename="../models/map_and_evaluate_prospectivity.model3"></location>
            <source>Report of prospectivity</source>
            <translation>远景报告</translation>
        </message>
        <message>
            <location filename="../models/map_and_evaluate_prospectivity.model3"></location>
            <source>Maps the prospectivity of a region from its layers, and evaluates the map against known deposits, which have no part in it.</source>
            <translation>由一个地区的图层制作远景图，并用已知矿床评价该图；矿床不参与制图。</translation>
        </message>
        <message>
            <location filename="../models/sharpen_and_evaluate.model3"></location>
            <source>Report of the training</source>
            <translation>训练报告</translation>
        </message>
        <message>
            <location filename="../models/sharpen_and_evaluate.model3"></location>
            <source>Learns from a finer survey of a part how a coarse geochemical map is to be sharpened with elevation and geology, sharpens all of it, and evaluates the result against another survey.</source>
            <translation>由局部的较细测量学习如何借助高程和地质锐化粗地球化学图，锐化全图，并用另一测量评价结果。</translation>
        </message>
        <message>
            <location filename="../models/sharpen_and_evaluate.model3"></location>
            <source>Finer survey of a part</source>
            <translation>局部的较细测量</translation>
        </message>
        <message>
            <location filename="../models/sharpen_and_evaluate.model3"></location>
            <source>Unit (field)</source>
            <translation>单元（字段）</translation>
        </message>
    </context>
</TS>
