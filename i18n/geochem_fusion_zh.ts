<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh" sourcelanguage="en">
    <context>
        <name>GeochemFusion</name>
        <message>
            <location filename="../algorithms/apply.py"></location>
            <location filename="../models/fuse_and_evaluate.model3"></location>
            <location filename="../models/grid_and_fuse.model3"></location>
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

A sharp map is not yet a right one: compare it with plain interpolation in 'Evaluate against validation grid'.</source>
            <translation>将模型文件按分块逐一应用于整景影像，每个元素输出一个波段，单位与该元素相同。

在“residual”模式下，结果会经过校正，使其在每个粗单元内的均值等于该单元的原值（最大偏差写入日志）；若模型判定单元值只是少数样品的均值，则等于去除噪声后的值。只要有一个波段没有值的像元，以及在“detail”和“residual”模式下位于粗分辨率图单元之外的像元，均为无数据值。

图件清晰并不等于正确：请运行“用验证格网评价”，将其与单纯插值作比较。</translation>
        </message>
        <message>
            <location filename="../algorithms/apply.py"></location>
            <source>Model file (.gfm) that 'Train fusion model' wrote.</source>
            <translation>由“训练融合模型”写出的模型文件（.gfm）。</translation>
        </message>
        <message>
            <location filename="../algorithms/apply.py"></location>
            <location filename="../algorithms/train.py"></location>
            <source>Model</source>
            <translation>模型</translation>
        </message>
        <message>
            <location filename="../algorithms/apply.py"></location>
            <source>Rasters with the bands that the model was trained on, found by their names; the first sets the output grid.</source>
            <translation>含有模型训练所用波段的栅格，波段按名称查找；第一个栅格决定输出格网。</translation>
        </message>
        <message>
            <location filename="../algorithms/apply.py"></location>
            <location filename="../algorithms/train.py"></location>
            <source>Images</source>
            <translation>影像</translation>
        </message>
        <message>
            <location filename="../algorithms/apply.py"></location>
            <source>Coarse map whose values are kept; needed by the modes 'detail' and 'residual'. Bands are matched by name.</source>
            <translation>需要保持其数值的粗分辨率图；“detail”和“residual”模式必须提供。波段按名称匹配。</translation>
        </message>
        <message>
            <location filename="../algorithms/apply.py"></location>
            <location filename="../algorithms/evaluate.py"></location>
            <location filename="../algorithms/train.py"></location>
            <location filename="../models/fuse_and_evaluate.model3"></location>
            <source>Coarse geochemical map</source>
            <translation>粗分辨率地球化学图</translation>
        </message>
        <message>
            <location filename="../algorithms/apply.py"></location>
            <source>Mode</source>
            <translation>模式</translation>
        </message>
        <message>
            <location filename="../algorithms/apply.py"></location>
            <source>prediction: the regression itself. detail: the interpolated coarse map plus the high-frequency part of the regression. residual: the regression plus a smooth correction, so that coarse cell means are kept.</source>
            <translation>prediction：回归结果本身。detail：插值后的粗分辨率图加上回归结果的高频部分。residual：回归结果加上平滑的校正量，使粗单元的均值得以保持。</translation>
        </message>
        <message>
            <location filename="../algorithms/apply.py"></location>
            <source>Part of the scene to write; empty means all of it.</source>
            <translation>要输出的影像范围；留空表示整景。</translation>
        </message>
        <message>
            <location filename="../algorithms/apply.py"></location>
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
            <location filename="../algorithms/train.py"></location>
            <source>Mask</source>
            <translation>掩膜</translation>
        </message>
        <message>
            <location filename="../algorithms/apply.py"></location>
            <source>Address of a Dask scheduler, for example tcp://192.168.1.10:8786, whose workers compute the tiles; empty means this computer. Workers read the images under the same paths. See docs/scaling.md.</source>
            <translation>Dask 调度器的地址，例如 tcp://192.168.1.10:8786，由其工作进程计算各分块；留空表示使用本机。工作进程须能以相同路径读取影像。参见 docs/scaling.md。</translation>
        </message>
        <message>
            <location filename="../algorithms/apply.py"></location>
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
            <source>Standard deviation of each element at each pixel, in its unit: the true value lies within 1.645 of them in about 90 % of the places. Needs MODE=residual and a model trained with METHOD=auto on a coarse raster.</source>
            <translation>各元素在每个像元处的标准差，单位与该元素相同：约 90 % 的位置上，真值落在 1.645 倍标准差以内。需要 MODE=residual，以及用 METHOD=auto 在粗分辨率栅格上训练的模型。</translation>
        </message>
        <message>
            <location filename="../algorithms/apply.py"></location>
            <location filename="../algorithms/gridsamples.py"></location>
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
            <source>MODE={mode} needs the coarse map: give GEOCHEM, or use MODE=prediction.</source>
            <translation>MODE={mode} 需要粗分辨率图：请给出 GEOCHEM，或改用 MODE=prediction。</translation>
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
            <source>{share} done, {time} left at this pace.</source>
            <translation>已完成 {share}，按此速度还需 {time}。</translation>
        </message>
        <message>
            <location filename="../algorithms/base.py"></location>
            <source>There is not enough memory for this: give a smaller part of the image, or fewer bands.</source>
            <translation>内存不足，无法完成：请使用较小的影像范围，或减少波段。</translation>
        </message>
        <message>
            <location filename="../algorithms/base.py"></location>
            <source>Cancelled; nothing was written.</source>
            <translation>已取消；未写出任何内容。</translation>
        </message>
        <message>
            <location filename="../algorithms/base.py"></location>
            <source>The extent is not a rectangle of numbers: choose another one.</source>
            <translation>范围不是由数值构成的矩形：请另选一个。</translation>
        </message>
        <message>
            <location filename="../algorithms/base.py"></location>
            <location filename="../algorithms/checking.py"></location>
            <source>{name}: '{value}' cannot be read as a raster: choose a raster layer or file.</source>
            <translation>{name}：“{value}”无法作为栅格读取：请选择栅格图层或栅格文件。</translation>
        </message>
        <message>
            <location filename="../algorithms/base.py"></location>
            <source>{name}: {value} cannot all be read as rasters: choose raster layers or files.</source>
            <translation>{name}：{value} 不能全部作为栅格读取：请选择栅格图层或栅格文件。</translation>
        </message>
        <message>
            <location filename="../algorithms/base.py"></location>
            <source>{name}: '{value}' cannot be read as points: choose a point layer.</source>
            <translation>{name}：“{value}”无法作为点读取：请选择点图层。</translation>
        </message>
        <message>
            <location filename="../algorithms/base.py"></location>
            <source>{name}: {layer} holds lines or polygons: choose a point layer.</source>
            <translation>{name}：{layer} 中是线或面：请选择点图层。</translation>
        </message>
        <message>
            <location filename="../algorithms/base.py"></location>
            <source>The layer '{layer}' has no coordinate reference system: assign its CRS.</source>
            <translation>图层“{layer}”没有坐标参考系：请为其指定坐标参考系（CRS）。</translation>
        </message>
        <message>
            <location filename="../algorithms/base.py"></location>
            <source>{name} is empty: choose the fields of {layer} that hold concentrations.</source>
            <translation>{name} 为空：请选择 {layer} 中存放含量的字段。</translation>
        </message>
        <message>
            <location filename="../algorithms/base.py"></location>
            <source>{name}: {layer} has no field '{field}': choose another one.</source>
            <translation>{name}：{layer} 没有字段“{field}”：请另选一个。</translation>
        </message>
        <message>
            <location filename="../algorithms/base.py"></location>
            <source>{name}: the field '{field}' of {layer} does not hold numbers: choose numeric fields, or grid the samples first ('Grid geochemical samples' reads text).</source>
            <translation>{name}：{layer} 的字段“{field}”不是数值：请选择数值字段，或先将样品格网化（“地球化学样品格网化”可读取文本）。</translation>
        </message>
        <message>
            <location filename="../algorithms/base.py"></location>
            <source>{name}: {layer} has no point: choose a layer with points, or clear its selection.</source>
            <translation>{name}：{layer} 中没有点：请选择含有点的图层，或清除其选择集。</translation>
        </message>
        <message>
            <location filename="../algorithms/base.py"></location>
            <source>{name}: the layer '{layer}' is not a raster file: export it to GeoTIFF first.</source>
            <translation>{name}：图层“{layer}”不是栅格文件：请先将其导出为 GeoTIFF。</translation>
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
            <source>{name} is {value}: give a number from {low} to {high}.</source>
            <translation>{name} 为 {value}：请给出 {low} 到 {high} 之间的数。</translation>
        </message>
        <message>
            <location filename="../algorithms/checking.py"></location>
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
            <source>Raster of cell values, one element a band, of any cell size and offset.</source>
            <translation>单元值栅格，每个波段一个元素，单元大小和起点不限。</translation>
        </message>
        <message>
            <location filename="../algorithms/compare.py"></location>
            <source>Bands to compare the methods for; none chosen means all.</source>
            <translation>要比较方法的波段；不选表示全部。</translation>
        </message>
        <message>
            <location filename="../algorithms/compare.py"></location>
            <source>Kinds of features on which every method is tried, as in 'Train fusion model'; as_is and raw are the same bands.</source>
            <translation>各方法要试验的特征类型，与“训练融合模型”相同；as_is 与 raw 是同样的波段。</translation>
        </message>
        <message>
            <location filename="../algorithms/compare.py"></location>
            <location filename="../algorithms/train.py"></location>
            <source>Features</source>
            <translation>特征</translation>
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
            <location filename="../algorithms/evaluate.py"></location>
            <location filename="../algorithms/train.py"></location>
            <source>Report</source>
            <translation>报告</translation>
        </message>
        <message>
            <location filename="../algorithms/compare.py"></location>
            <location filename="../algorithms/evaluate.py"></location>
            <location filename="../algorithms/train.py"></location>
            <source>HTML files</source>
            <translation>HTML 文件</translation>
        </message>
        <message>
            <location filename="../algorithms/compare.py"></location>
            <source>Verdicts, tables and charts as one HTML file.</source>
            <translation>结论、表格和图表，合为一个 HTML 文件。</translation>
        </message>
        <message>
            <location filename="../algorithms/compare.py"></location>
            <location filename="../algorithms/evaluate.py"></location>
            <source>Table</source>
            <translation>表格</translation>
        </message>
        <message>
            <location filename="../algorithms/compare.py"></location>
            <location filename="../algorithms/evaluate.py"></location>
            <location filename="../algorithms/train.py"></location>
            <source>CSV files</source>
            <translation>CSV 文件</translation>
        </message>
        <message>
            <location filename="../algorithms/compare.py"></location>
            <source>All measures of all methods, elements and both checks.</source>
            <translation>所有方法、所有元素在两项检验中的全部指标。</translation>
        </message>
        <message>
            <location filename="../algorithms/compare.py"></location>
            <location filename="../algorithms/evaluate.py"></location>
            <source>Measures as JSON</source>
            <translation>JSON 格式的指标</translation>
        </message>
        <message>
            <location filename="../algorithms/compare.py"></location>
            <location filename="../algorithms/evaluate.py"></location>
            <source>JSON files</source>
            <translation>JSON 文件</translation>
        </message>
        <message>
            <location filename="../algorithms/compare.py"></location>
            <source>The same for other programs, with meanings.</source>
            <translation>供其他程序使用的同样内容，并附各指标的含义。</translation>
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
            <location filename="../algorithms/train.py"></location>
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
            <source>Centre wavelengths, one a band, separated by commas (ASTER: 0.56,0.66,0.81,1.65,2.165,2.205,2.26,2.33,2.395). Leave an entry empty for a band that is not spectral. Empty: from the image's metadata, else the derivative is per band step.</source>
            <translation>各波段的中心波长，每个波段一个，用英文逗号分隔（ASTER：0.56,0.66,0.81,1.65,2.165,2.205,2.26,2.33,2.395）。非光谱波段的一项留空。全部留空：取自影像元数据，若没有则按相邻波段的步长求导。</translation>
        </message>
        <message>
            <location filename="../algorithms/decompose.py"></location>
            <location filename="../algorithms/train.py"></location>
            <source>Wavelengths (micrometres)</source>
            <translation>波长（微米）</translation>
        </message>
        <message>
            <location filename="../algorithms/decompose.py"></location>
            <location filename="../algorithms/train.py"></location>
            <source>Average the derivatives of all band pairs into a single feature, as x10 in the paper of 2023.</source>
            <translation>将所有波段对的导数平均为一个特征，即 2023 年论文中的 x10。</translation>
        </message>
        <message>
            <location filename="../algorithms/decompose.py"></location>
            <location filename="../algorithms/train.py"></location>
            <source>One mean derivative instead of one per band pair</source>
            <translation>用一个平均导数代替各波段对的导数</translation>
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
            <source>NDVI_MAX needs both the RED and the NIR band: choose them, or clear NDVI_MAX.</source>
            <translation>NDVI_MAX 同时需要 RED 和 NIR 波段：请选择这两个波段，或清空 NDVI_MAX。</translation>
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
            <source>Numeric fields with concentrations, named as the bands of the maps or in their order. NULL and -9999 count as missing.</source>
            <translation>存放含量的数值字段，名称与图的波段相同，或顺序与波段一致。NULL 和 -9999 视为缺失。</translation>
        </message>
        <message>
            <location filename="../algorithms/evaluate.py"></location>
            <location filename="../algorithms/train.py"></location>
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

A value below the detection limit (a 'less than' sign before the limit, or a negative number) is not a missing one (NULL, NaN, -9999, empty text, NA). What becomes of it is declared by BELOW_DETECTION, and its share is written to the log and to CENSORED. Text that is not a number is left out, counted and shown in a warning.

A mean of few samples is a noisy one: COUNT and STD tell how noisy.</source>
            <translation>将点样品转换为单元均值栅格，每个字段一个波段，作为“训练融合模型”的粗分辨率图。单元边界位于单元大小的整数倍上，因此相邻区域的结果可以对齐；没有样品的单元为无数据值，不作任何插值。

低于检出限的值（检出限前有小于号，或为负数）不同于缺失值（NULL、NaN、-9999、空文本、NA）。其处理方式由 BELOW_DETECTION 规定，所占比例写入日志和 CENSORED。不是数字的文本不参与计算，其个数和内容会在警告中列出。

少数样品的均值含有较大噪声：COUNT 和 STD 说明噪声有多大。</translation>
        </message>
        <message>
            <location filename="../algorithms/gridsamples.py"></location>
            <source>Point layer of the samples; its selection and filter are honoured.</source>
            <translation>样品点图层；只使用其选择集和过滤器所限定的要素。</translation>
        </message>
        <message>
            <location filename="../algorithms/gridsamples.py"></location>
            <location filename="../models/grid_and_fuse.model3"></location>
            <source>Samples</source>
            <translation>样品</translation>
        </message>
        <message>
            <location filename="../algorithms/gridsamples.py"></location>
            <source>Fields with concentrations, numbers or text (a 'less than' sign marks a detection limit); each becomes a band of that name.</source>
            <translation>存放含量的字段，数值或文本均可（小于号表示检出限）；每个字段成为一个同名波段。</translation>
        </message>
        <message>
            <location filename="../algorithms/gridsamples.py"></location>
            <location filename="../models/grid_and_fuse.model3"></location>
            <source>Elements (fields)</source>
            <translation>元素（字段）</translation>
        </message>
        <message>
            <location filename="../algorithms/gridsamples.py"></location>
            <source>Width and height of a cell, in units of TARGET_CRS where it is given, else of the CRS of the samples (degrees too).</source>
            <translation>单元的宽度和高度；给出 TARGET_CRS 时以其单位计，否则以样品坐标参考系的单位计（也可以是度）。</translation>
        </message>
        <message>
            <location filename="../algorithms/gridsamples.py"></location>
            <source>Cell size</source>
            <translation>单元大小</translation>
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
            <source>Values below detection</source>
            <translation>低于检出限的值</translation>
        </message>
        <message>
            <location filename="../algorithms/gridsamples.py"></location>
            <source>What stands for a value below its detection limit. half: limit / 2. sqrt2: limit / square root of 2. drop: left out, which makes means too high.</source>
            <translation>用什么代替低于检出限的值。half：检出限除以 2。sqrt2：检出限除以根号 2。drop：剔除，这会使均值偏高。</translation>
        </message>
        <message>
            <location filename="../algorithms/gridsamples.py"></location>
            <source>A value -x means 'less than x', as laboratories write it; -9999 is missing all the same. Turn off where values may truly be negative, such as isotope ratios.</source>
            <translation>值 -x 表示“小于 x”，这是实验室的记法；-9999 仍视为缺失。若数值本身可以为负（如同位素比值），请关闭此项。</translation>
        </message>
        <message>
            <location filename="../algorithms/gridsamples.py"></location>
            <source>A negative value is minus the limit</source>
            <translation>负值表示负的检出限</translation>
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
            <source>GeoTIFF of the mean of each element; band names are the field names.</source>
            <translation>各元素均值的 GeoTIFF；波段名即字段名。</translation>
        </message>
        <message>
            <location filename="../algorithms/gridsamples.py"></location>
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
            <location filename="../algorithms/gridsamples.py"></location>
            <source>FIELDS: {layer} needs a field: choose the fields that hold concentrations.</source>
            <translation>FIELDS：{layer} 需要指定字段：请选择存放含量的字段。</translation>
        </message>
        <message>
            <location filename="../algorithms/gridsamples.py"></location>
            <source>FIELDS: {layer} has no field '{field}': choose the fields that hold concentrations.</source>
            <translation>FIELDS：{layer} 没有字段“{field}”：请选择存放含量的字段。</translation>
        </message>
        <message>
            <location filename="../algorithms/gridsamples.py"></location>
            <source>SAMPLES: {layer} has no point: choose a layer with points, or clear its selection or filter.</source>
            <translation>SAMPLES：{layer} 中没有点：请选择含有点的图层，或清除其选择集或过滤器。</translation>
        </message>
        <message>
            <location filename="../algorithms/gridsamples.py"></location>
            <source>Features of '{layer}' left out, because they have no geometry: {count}.</source>
            <translation>“{layer}”中因没有几何图形而未使用的要素数：{count}。</translation>
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
            <source>Geochem Fusion: coarse geochemistry sharpened by satellite images</source>
            <translation>Geochem Fusion：用卫星影像提高地球化学数据的分辨率</translation>
        </message>
        <message>
            <location filename="../algorithms/provider.py"></location>
            <source>All steps at once</source>
            <translation>一次完成全部步骤</translation>
        </message>
        <message>
            <location filename="../algorithms/styling.py"></location>
            <source>No style was written beside {path}: {message}</source>
            <translation>未能在 {path} 旁写出样式文件：{message}</translation>
        </message>
        <message>
            <location filename="../algorithms/train.py"></location>
            <source>Weight of the image with METHOD=auto (mean over elements)</source>
            <translation>METHOD=auto 时影像的权重（各元素平均）</translation>
        </message>
        <message>
            <location filename="../algorithms/train.py"></location>
            <source>Standard error of the weight (mean over elements)</source>
            <translation>权重的标准误差（各元素平均）</translation>
        </message>
        <message>
            <location filename="../algorithms/train.py"></location>
            <location filename="../models/fuse_and_evaluate.model3"></location>
            <location filename="../models/grid_and_fuse.model3"></location>
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

Training needs the Python package scikit-learn; applying a model does not.</source>
            <translation>建立粗分辨率地球化学图（或样品点）的值与影像特征之间的关系，并写出供“应用融合模型”使用的模型文件（.gfm）。一个模型文件包含所给的全部元素。

得分来自空间交叉验证：成块的区域整体留出，并在每个得分旁列出不用影像、仅对粗分辨率图插值的得分。SKILL 小于 0 表示仅凭影像对未见区域的预测不如插值。

训练需要 Python 软件包 scikit-learn；应用模型则不需要。</translation>
        </message>
        <message>
            <location filename="../algorithms/train.py"></location>
            <source>One or more rasters; the first sets the fine grid, others are resampled to it (bilinear). Bands are known by their names when the model is applied.</source>
            <translation>一个或多个栅格；第一个决定精细格网，其余的重采样到该格网（双线性）。应用模型时按名称识别波段。</translation>
        </message>
        <message>
            <location filename="../algorithms/train.py"></location>
            <source>Raster of cell values, one element a band, of any cell size and offset. Give this or SAMPLES.</source>
            <translation>单元值栅格，每个波段一个元素，单元大小和起点不限。给出此项或 SAMPLES。</translation>
        </message>
        <message>
            <location filename="../algorithms/train.py"></location>
            <source>Bands to train; none chosen means all.</source>
            <translation>要训练的波段；不选表示全部。</translation>
        </message>
        <message>
            <location filename="../algorithms/train.py"></location>
            <source>Elements (bands of the coarse map)</source>
            <translation>元素（粗分辨率图的波段）</translation>
        </message>
        <message>
            <location filename="../algorithms/train.py"></location>
            <source>How many samples a coarse cell value is the mean of, used by METHOD=auto. Few samples leave noise, which is smoothed out instead of being reproduced; with 1000 or more (or an exact mean) the coarse values are kept. 0: judged from the coarse map itself.</source>
            <translation>一个粗单元值是多少个样品的均值，供 METHOD=auto 使用。样品少则留有噪声，这些噪声会被平滑掉而不再重现；样品数为 1000 或更多（或为精确均值）时保持粗单元的值。0：由粗分辨率图本身判断。</translation>
        </message>
        <message>
            <location filename="../algorithms/train.py"></location>
            <source>Samples behind a cell value (0 = find out)</source>
            <translation>单元值所依据的样品数（0 = 自动判断）</translation>
        </message>
        <message>
            <location filename="../algorithms/train.py"></location>
            <source>Point samples instead of a coarse map; several in one pixel are averaged. Selection and filter are honoured.</source>
            <translation>用点样品代替粗分辨率图；同一像元内的多个样品取平均。只使用选择集和过滤器所限定的要素。</translation>
        </message>
        <message>
            <location filename="../algorithms/train.py"></location>
            <source>Sample points</source>
            <translation>样品点</translation>
        </message>
        <message>
            <location filename="../algorithms/train.py"></location>
            <source>Numeric fields with concentrations. NULL and -9999 count as missing.</source>
            <translation>存放含量的数值字段。NULL 和 -9999 视为缺失。</translation>
        </message>
        <message>
            <location filename="../algorithms/train.py"></location>
            <location filename="../models/fuse_and_evaluate.model3"></location>
            <location filename="../models/grid_and_fuse.model3"></location>
            <source>Method</source>
            <translation>方法</translation>
        </message>
        <message>
            <location filename="../algorithms/train.py"></location>
            <source>linear: ordinary least squares. random_forest: 100 trees. svr: support vector regression with a Gaussian kernel. ensemble: mean of extremely randomised trees, a smooth svr and lines. auto: the best of them by spatial cross-validation for each element, with the weight that the coarse map supports in the mode 'residual' of 'Apply' (0 where the image does not help).</source>
            <translation>linear：普通最小二乘。random_forest：100 棵树的随机森林。svr：高斯核支持向量回归。ensemble：极端随机树、平滑的 svr 与线性模型的平均。auto：对每个元素按空间交叉验证取其中最好的方法，并在“应用融合模型”的“residual”模式下采用粗分辨率图所支持的权重（影像没有帮助时为 0）。</translation>
        </message>
        <message>
            <location filename="../algorithms/train.py"></location>
            <source>high_frequency: RS_H of each band and the spectral derivative, after the mean filter (the published method). raw: the bands (direct regression). multiscale: the bands and their low-frequency image at every level of the pyramid. as_is: the bands are ready-made features, such as the FEATURES output of 'Decompose'.</source>
            <translation>high_frequency：经均值滤波的各波段 RS_H 和光谱导数（已发表的方法）。raw：原波段（直接回归）。multiscale：原波段及其在金字塔各层的低频影像。as_is：波段本身就是现成的特征，例如“分解遥感影像”的 FEATURES 输出。</translation>
        </message>
        <message>
            <location filename="../algorithms/train.py"></location>
            <source>Support of the features</source>
            <translation>特征的支撑</translation>
        </message>
        <message>
            <location filename="../algorithms/train.py"></location>
            <source>What stands beside a coarse value in training: cell_mean, the area-weighted mean of the features over the cell; centre, the features of the pixel at its centre. For points always the pixel that holds the point.</source>
            <translation>训练时与粗单元值对应的是什么：cell_mean，特征在单元内按面积加权的均值；centre，单元中心像元的特征。对于点，始终取点所在的像元。</translation>
        </message>
        <message>
            <location filename="../algorithms/train.py"></location>
            <location filename="../algorithms/traincnn.py"></location>
            <source>Transform of the values</source>
            <translation>数值的变换</translation>
        </message>
        <message>
            <location filename="../algorithms/train.py"></location>
            <source>log: train on logarithms; predictions return to the element's unit with the bias of exp() removed (smearing). auto: log for elements that are positive and strongly right-skewed. clr: centred log-ratios of three or more elements of one unit, trained as a composition, with their mean logarithm; places that lack one of them are left out for all. Zeros and negatives are never logged.</source>
            <translation>log：对对数值训练；预测值还原到元素的单位，并消除 exp() 带来的偏差（smearing 校正）。auto：对全为正值且强烈右偏的元素取对数。clr：三个或更多同单位元素的中心对数比，连同其对数均值，作为成分数据训练；缺少其中任一元素的位置对所有元素都不使用。零值和负值从不取对数。</translation>
        </message>
        <message>
            <location filename="../algorithms/train.py"></location>
            <source>Exceptions from the transform above, such as Cu=log, K=none; the elements by the names of their bands or fields.</source>
            <translation>上述变换的例外，例如 Cu=log, K=none；元素用其波段或字段的名称表示。</translation>
        </message>
        <message>
            <location filename="../algorithms/train.py"></location>
            <source>Transforms of single elements</source>
            <translation>个别元素的变换</translation>
        </message>
        <message>
            <location filename="../algorithms/train.py"></location>
            <source>Pixels where this raster is 0 or nodata are ignored, as if the image were nodata there.</source>
            <translation>该栅格为 0 或无数据值处的像元被忽略，视同影像在该处为无数据值。</translation>
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
            <source>Levels of the Gaussian pyramid; 0 takes the level whose pixel comes nearest the coarse cell (3 for points).</source>
            <translation>高斯金字塔的层数；0 表示取像元大小最接近粗单元的一层（对于点为 3）。</translation>
        </message>
        <message>
            <location filename="../algorithms/train.py"></location>
            <source>Side of the square over which the features high_frequency are averaged, an odd number; 1 = no filter.</source>
            <translation>对 high_frequency 特征取平均的方形窗口边长，为奇数；1 = 不滤波。</translation>
        </message>
        <message>
            <location filename="../algorithms/train.py"></location>
            <source>Mean filter (pixels)</source>
            <translation>均值滤波窗口（像元）</translation>
        </message>
        <message>
            <location filename="../algorithms/train.py"></location>
            <source>Add the first derivative along the spectrum to the features high_frequency.</source>
            <translation>在 high_frequency 特征中加入沿光谱方向的一阶导数。</translation>
        </message>
        <message>
            <location filename="../algorithms/train.py"></location>
            <source>Use the spectral derivative</source>
            <translation>使用光谱导数</translation>
        </message>
        <message>
            <location filename="../algorithms/train.py"></location>
            <source>Centre wavelengths, one for each band of all images, separated by commas; leave an entry empty for a band that is not spectral (elevation). Empty: from the images' metadata, else per band step.</source>
            <translation>中心波长，所有影像的每个波段一个，用英文逗号分隔；非光谱波段（如高程）的一项留空。全部留空：取自影像元数据，若没有则按相邻波段的步长求导。</translation>
        </message>
        <message>
            <location filename="../algorithms/train.py"></location>
            <source>Alteration indices</source>
            <translation>蚀变指数</translation>
        </message>
        <message>
            <location filename="../algorithms/train.py"></location>
            <source>Band ratios that bring out iron oxides, clays, carbonates and other alteration minerals, added to the features for ASTER, Landsat 8 and 9 or Sentinel-2 images. Bands are found by their wavelength, else by names like B2, ASTER_B3N or landsat8_b4; indices whose bands are missing are left out.</source>
            <translation>突出铁氧化物、黏土、碳酸盐及其他蚀变矿物的波段比值，加入 ASTER、Landsat 8 和 9 或 Sentinel-2 影像的特征。波段先按波长查找，否则按 B2、ASTER_B3N 或 landsat8_b4 之类的名称查找；缺少波段的指数不使用。</translation>
        </message>
        <message>
            <location filename="../algorithms/train.py"></location>
            <source>How many parts the blocks of ground are dealt to; each is held out once.</source>
            <translation>将各地块分成的份数（折数）；每一折留出一次。</translation>
        </message>
        <message>
            <location filename="../algorithms/train.py"></location>
            <source>Cross-validation folds</source>
            <translation>交叉验证折数</translation>
        </message>
        <message>
            <location filename="../algorithms/train.py"></location>
            <source>Side of the square blocks that are held out together, in units of the coarse map's CRS. 0: the range of the variogram, but no more than leaves four blocks a fold.</source>
            <translation>整体留出的方形块的边长，单位为粗分辨率图坐标参考系的单位。0：取变异函数的变程，但须保证每折至少有四个块。</translation>
        </message>
        <message>
            <location filename="../algorithms/train.py"></location>
            <source>Block size (0 = automatic)</source>
            <translation>块大小（0 = 自动）</translation>
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
            <source>Check at reduced resolution</source>
            <translation>降低分辨率检验</translation>
        </message>
        <message>
            <location filename="../algorithms/train.py"></location>
            <source>Start of the random numbers; the same seed gives the same model.</source>
            <translation>随机数的起点；种子相同则模型相同。</translation>
        </message>
        <message>
            <location filename="../algorithms/train.py"></location>
            <source>Seed</source>
            <translation>随机种子</translation>
        </message>
        <message>
            <location filename="../algorithms/train.py"></location>
            <location filename="../algorithms/traincnn.py"></location>
            <source>Geochem Fusion model</source>
            <translation>Geochem Fusion 模型</translation>
        </message>
        <message>
            <location filename="../algorithms/train.py"></location>
            <source>Model file for 'Apply fusion model': plain numbers, readable by any version of scikit-learn or without it.</source>
            <translation>供“应用融合模型”使用的模型文件：内容为纯数值，任何版本的 scikit-learn 均可使用，没有它也能读取。</translation>
        </message>
        <message>
            <location filename="../algorithms/train.py"></location>
            <location filename="../models/fuse_and_evaluate.model3"></location>
            <location filename="../models/grid_and_fuse.model3"></location>
            <source>Scores, predicted against observed, what was tried and what was left out, as one HTML file.</source>
            <translation>得分、预测值与观测值对比、试验过的设置以及未使用的数据，合为一个 HTML 文件。</translation>
        </message>
        <message>
            <location filename="../algorithms/train.py"></location>
            <source>Training rows with features, folds and out-of-fold predictions.</source>
            <translation>训练样本行，包括特征、所属的折和折外预测值。</translation>
        </message>
        <message>
            <location filename="../algorithms/train.py"></location>
            <source>Training table</source>
            <translation>训练表</translation>
        </message>
        <message>
            <location filename="../algorithms/train.py"></location>
            <location filename="../algorithms/traincnn.py"></location>
            <source>What the image contributes, a sentence an element</source>
            <translation>影像的贡献，每个元素一句话</translation>
        </message>
        <message>
            <location filename="../algorithms/train.py"></location>
            <source>FIELDS is empty: choose the fields of SAMPLES that hold concentrations.</source>
            <translation>FIELDS 为空：请选择 SAMPLES 中存放含量的字段。</translation>
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
            <location filename="../algorithms/traincnn.py"></location>
            <source>log: train on logarithms; predictions return to the element's unit with the bias of exp() removed (smearing). auto: log for elements that are positive and strongly right-skewed.</source>
            <translation>log：对对数值训练；预测值还原到元素的单位，并消除 exp() 带来的偏差（smearing 校正）。auto：对全为正值且强烈右偏的元素取对数。</translation>
        </message>
        <message>
            <location filename="../algorithms/traincnn.py"></location>
            <source>How many times coarser the additional samples are, separated by commas: the image is averaged by so many pixels and the coarse map by as many cells. 1: only the image's own resolution. Points have no other.</source>
            <translation>附加样本变粗的倍数，用英文逗号分隔：影像按这么多像元取平均，粗分辨率图按同样多的单元取平均。1：仅用影像本身的分辨率。点只有这一种。</translation>
        </message>
        <message>
            <location filename="../algorithms/traincnn.py"></location>
            <source>Resolutions to mix</source>
            <translation>混合的分辨率</translation>
        </message>
        <message>
            <location filename="../algorithms/traincnn.py"></location>
            <source>Side of the square around a pixel that the network sees, an odd number.</source>
            <translation>网络所见像元周围方形窗口的边长，为奇数。</translation>
        </message>
        <message>
            <location filename="../algorithms/traincnn.py"></location>
            <source>Patch (pixels)</source>
            <translation>影像块（像元）</translation>
        </message>
        <message>
            <location filename="../algorithms/traincnn.py"></location>
            <source>How often a network sees all cells at most; it stops where it has not improved for 15 epochs on ground held out, and keeps its best.</source>
            <translation>网络最多遍历全部单元的次数；若在留出区域上连续 15 轮没有改进则停止，并保留最好的结果。</translation>
        </message>
        <message>
            <location filename="../algorithms/traincnn.py"></location>
            <source>Most epochs</source>
            <translation>最多训练轮数</translation>
        </message>
        <message>
            <location filename="../algorithms/traincnn.py"></location>
            <source>A model of this algorithm whose convolutions to start from, trained on the same bands and features for other elements or other ground (transfer learning).</source>
            <translation>本算法训练的模型，从其卷积层开始训练；该模型须用相同的波段和特征训练，元素或区域可以不同（迁移学习）。</translation>
        </message>
        <message>
            <location filename="../algorithms/traincnn.py"></location>
            <source>Base model</source>
            <translation>基础模型</translation>
        </message>
        <message>
            <location filename="../algorithms/traincnn.py"></location>
            <source>With a base model: for so many epochs only the last layers learn, then all at a tenth of the rate.</source>
            <translation>使用基础模型时：先在这么多轮内只训练最后几层，然后以十分之一的学习率训练全部层。</translation>
        </message>
        <message>
            <location filename="../algorithms/traincnn.py"></location>
            <source>Epochs with frozen convolutions</source>
            <translation>冻结卷积层的轮数</translation>
        </message>
        <message>
            <location filename="../algorithms/traincnn.py"></location>
            <source>Size of the network: so many channels after the first convolution, twice as many after the others. With a base model its size is taken.</source>
            <translation>网络的规模：第一个卷积后的通道数，其余卷积后为其两倍。使用基础模型时采用其规模。</translation>
        </message>
        <message>
            <location filename="../algorithms/traincnn.py"></location>
            <source>Channels of the first layer</source>
            <translation>第一层的通道数</translation>
        </message>
        <message>
            <location filename="../algorithms/traincnn.py"></location>
            <source>Device</source>
            <translation>设备</translation>
        </message>
        <message>
            <location filename="../algorithms/traincnn.py"></location>
            <source>Where to train. auto: a CUDA device where PyTorch finds one, else the processor.</source>
            <translation>在何处训练。auto：PyTorch 找到 CUDA 设备时使用该设备，否则使用处理器。</translation>
        </message>
        <message>
            <location filename="../algorithms/traincnn.py"></location>
            <source>Train more networks and report whether the coarser samples helped; with BASE_MODEL instead, transfer against training from scratch at 10, 25, 50 and 100 % of the cells. Takes two to eight times as long.</source>
            <translation>训练更多网络，并报告较粗的样本是否有帮助；给出 BASE_MODEL 时，则在 10、25、50 和 100 % 的单元上比较迁移学习与从头训练。耗时为原来的二到八倍。</translation>
        </message>
        <message>
            <location filename="../algorithms/traincnn.py"></location>
            <source>Compare ways of training</source>
            <translation>比较训练方式</translation>
        </message>
        <message>
            <location filename="../algorithms/traincnn.py"></location>
            <source>Cancelling during training then ends it early and writes the best model so far, instead of nothing.</source>
            <translation>选中后，训练中取消会提前结束训练并写出目前最好的模型，而不是什么都不写。</translation>
        </message>
        <message>
            <location filename="../algorithms/traincnn.py"></location>
            <source>Keep what was learned when cancelled</source>
            <translation>取消时保留已学到的模型</translation>
        </message>
        <message>
            <location filename="../algorithms/training_base.py"></location>
            <source>Training places (mean over elements)</source>
            <translation>训练位置数（各元素平均）</translation>
        </message>
        <message>
            <location filename="../algorithms/training_base.py"></location>
            <source>Correlation out of fold</source>
            <translation>折外相关系数</translation>
        </message>
        <message>
            <location filename="../algorithms/training_base.py"></location>
            <source>Coefficient of determination out of fold</source>
            <translation>折外决定系数</translation>
        </message>
        <message>
            <location filename="../algorithms/training_base.py"></location>
            <source>Root mean square error out of fold</source>
            <translation>折外均方根误差</translation>
        </message>
        <message>
            <location filename="../algorithms/training_base.py"></location>
            <source>Skill over interpolating the coarse map without the image</source>
            <translation>相对于不用影像的粗分辨率图插值的技巧得分</translation>
        </message>
        <message>
            <location filename="../algorithms/training_base.py"></location>
            <source>Give either GEOCHEM (a coarse raster) or SAMPLES (points with FIELDS), not both and not neither.</source>
            <translation>请给出 GEOCHEM（粗分辨率栅格）或 SAMPLES（点，连同 FIELDS）之一，不能同时给出，也不能都不给。</translation>
        </message>
        <message>
            <location filename="../models/fuse_and_evaluate.model3"></location>
            <source>Evaluation report</source>
            <translation>评价报告</translation>
        </message>
        <message>
            <location filename="../models/fuse_and_evaluate.model3"></location>
            <location filename="../models/grid_and_fuse.model3"></location>
            <source>Training report</source>
            <translation>训练报告</translation>
        </message>
        <message>
            <location filename="../models/fuse_and_evaluate.model3"></location>
            <location filename="../models/grid_and_fuse.model3"></location>
            <source>Geochem Fusion developers</source>
            <translation>Geochem Fusion 开发者</translation>
        </message>
        <message>
            <location filename="../models/fuse_and_evaluate.model3"></location>
            <source>Decomposes an image, trains a fusion model on a coarse geochemical map, applies it (block means kept) and evaluates the fused map against a finer survey.</source>
            <translation>分解影像，用粗分辨率地球化学图训练融合模型，应用该模型（保持块均值），并用更精细的调查数据评价融合图。</translation>
        </message>
        <message>
            <location filename="../models/fuse_and_evaluate.model3"></location>
            <location filename="../models/grid_and_fuse.model3"></location>
            <source>Cell size of the coarse map</source>
            <translation>粗分辨率图的单元大小</translation>
        </message>
        <message>
            <location filename="../models/grid_and_fuse.model3"></location>
            <source>Coarse map</source>
            <translation>粗分辨率图</translation>
        </message>
        <message>
            <location filename="../models/grid_and_fuse.model3"></location>
            <source>Averages point samples over the cells of a coarse grid, trains a fusion model on them and the image, and applies it to the image.</source>
            <translation>将点样品在粗格网单元内取平均，用其与影像训练融合模型，并将模型应用于影像。</translation>
        </message>
    </context>
</TS>
